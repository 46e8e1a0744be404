package dev.millrace.standalone.platform;

import dev.millrace.standalone.process.Launch;
import dev.millrace.standalone.process.Program;
import dev.millrace.standalone.process.ReservedPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One of our services as a supervised program. Each start gets a random id, which the readiness response must repeat,
 * so that a response from another process on the port is not taken for readiness.
 */
final class ServiceProgram implements Program {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final String INSTANCE = "MILLRACE_INSTANCE";

    private final Service service;
    private final ReservedPort port;
    private final ReservedPort managementPort;
    private final Supplier<Launch> launches;
    private final Function<Service, URI> management;
    private volatile String instance = "";
    private volatile Map<String, String> environment = Map.of();

    /**
     * @param launches how the service would be started now
     * @param management current address of its health
     */
    ServiceProgram(
            Service service,
            ReservedPort port,
            ReservedPort managementPort,
            Supplier<Launch> launches,
            Function<Service, URI> management) {
        this.service = service;
        this.port = port;
        this.managementPort = managementPort;
        this.launches = launches;
        this.management = management;
    }

    @Override
    public String name() {
        return service.processName();
    }

    @Override
    public Launch launch() {
        Launch launch = launches.get();
        instance = UUID.randomUUID().toString();
        environment = launch.environment();
        port.release();
        managementPort.release();
        return launch.with(Map.of(INSTANCE, instance));
    }

    @Override
    public boolean isReady() {
        var request = HttpRequest.newBuilder(management.apply(service).resolve("/q/health/ready"))
                .timeout(ANSWER_LIMIT)
                .build();
        try {
            var response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 && response.body().contains(instance);
        } catch (IOException e) {
            return false; // still starting; the supervisor detects a hang, and shows the log
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean leaveTakenPorts() {
        boolean moved = port.isTaken() && port.replace();
        return (managementPort.isTaken() && managementPort.replace()) || moved;
    }

    /** Whether it runs with an address that has changed since. */
    boolean isOutdated() {
        return !environment.isEmpty() && !environment.equals(launches.get().environment());
    }
}
