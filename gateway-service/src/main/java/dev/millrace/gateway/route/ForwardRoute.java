package dev.millrace.gateway.route;

import dev.millrace.kit.http.EarlyResponses;
import dev.millrace.kit.http.GatewayToken;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/**
 * Where a request goes, and within which limits.
 *
 * @param target host and port of the service
 * @param instances what the host stands for
 * @param stall how long the client may send nothing of its body
 * @param deadline how long the body may take
 */
record ForwardRoute(
        Upstream upstream,
        HttpClient client,
        RequestOptions target,
        Instances instances,
        OpenUploads uploads,
        EarlyResponses responses,
        GatewayToken token,
        Duration stall,
        Duration deadline) {}
