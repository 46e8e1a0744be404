package dev.millrace.ingest.delivery;

import dev.millrace.ingest.forge.Forge;
import dev.millrace.ingest.hook.DeliveryVerifier;
import dev.millrace.ingest.hook.HookConnection;
import dev.millrace.ingest.hook.HookHeaders;
import dev.millrace.ingest.hook.SignedBytes;
import dev.millrace.ingest.hook.Verifiers;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** One HTTP call to a webhook address, as received. */
final class WebhookCall implements StorableCall {

    private static final Logger LOG = Logger.getLogger(WebhookCall.class);

    private final HookConnection connection;
    private final HookHeaders headers;
    private final ReceivedBody body;
    private final Instant receivedAt;

    /**
     * @param connection that the address stands for
     * @param headers of the call
     * @param body bytes as received
     * @param receivedAt by our clock
     */
    WebhookCall(HookConnection connection, HookHeaders headers, ReceivedBody body, Instant receivedAt) {
        this.connection = connection;
        this.headers = headers;
        this.body = body;
        this.receivedAt = receivedAt;
    }

    HookConnection connection() {
        return connection;
    }

    HookHeaders headers() {
        return headers;
    }

    @Override
    public String contentType() {
        return headers.find("content-type").orElse("");
    }

    /**
     * The headers worth keeping: what the forge states about the delivery, and nothing that proxies and clients add; and, of
     * a team's connection, its forge and its team.
     */
    @Override
    public Map<String, String> keptHeaders() {
        DeliveryVerifier verifier = Verifiers.of(connection.forge());
        var kept = new TreeMap<String, String>();
        headers.byName().forEach((name, value) -> {
            if (verifier.keeps(name)) {
                kept.put(name, value);
            }
        });
        connection.team().ifPresent(team -> {
            kept.put(Forge.HEADER, connection.forge().word());
            kept.put(Forge.TEAM_HEADER, team);
        });
        return kept;
    }

    /** What the forge signed: the body as received, or the JSON of a form if the forge signs before it encodes. */
    SignedBytes signed() {
        return Verifiers.of(connection.forge()).signsDecodedForms() ? this::decoded : body::into;
    }

    private void decoded(SignedBytes.Sink sink) throws GeneralSecurityException {
        try (InputStream json = DeliveryBytes.json(contentType(), body.open())) {
            byte[] piece = new byte[8 * 1024];
            for (int read = json.read(piece); read >= 0; read = json.read(piece)) {
                sink.take(piece, 0, read);
            }
        } catch (IOException e) {
            // a broken form: what was read is not what was signed, or is not JSON
            LOG.debugf("the form of a delivery is broken: %s", e.getMessage());
        }
    }

    @Override
    public ReceivedBody body() {
        return body;
    }

    @Override
    public Instant receivedAt() {
        return receivedAt;
    }
}
