package dev.millrace.sync.lfs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.forge.LfsListOutcome;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.kit.address.OutboundAddresses;
import dev.millrace.kit.address.OutboundAddresses.Resolved;
import dev.millrace.sync.lfs.LfsBatch.ActionBody;
import dev.millrace.sync.lfs.LfsBatch.AskBody;
import dev.millrace.sync.lfs.LfsBatch.EntryBody;
import dev.millrace.sync.lfs.LfsBatch.NamedBody;
import dev.millrace.sync.outbound.PinnedUrls;
import dev.millrace.sync.outbound.SteadyStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;

/**
 * The part of the LFS API that downloads. Everything that an answer says about where objects lie is checked as any address
 * that somebody gave us; no redirect is followed, and the login goes to the upstream's own host only.
 */
final class LfsClient {

    private static final String TYPE = "application/vnd.git-lfs+json";

    private final ObjectMapper json;
    private final OutboundAddresses addresses;
    private final SSLSocketFactory tls;
    private final Duration idleTimeout;
    private final long bytesPerSecond;

    /**
     * @param tls of the certificates that are trusted
     * @param idleTimeout how long the other side may say nothing
     * @param bytesPerSecond the least that it must send
     */
    LfsClient(
            ObjectMapper json,
            OutboundAddresses addresses,
            SSLSocketFactory tls,
            Duration idleTimeout,
            long bytesPerSecond) {
        this.json = json;
        this.tls = tls;
        this.addresses = addresses;
        this.idleTimeout = idleTimeout;
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Asks where objects are.
     *
     * @return what was said of each, by its id
     * @throws LfsRefusal if the upstream does not tell
     */
    Map<String, EntryBody> ask(LfsAccess access, List<LfsObject> objects) throws IOException {
        var question = new AskBody(
                "download",
                List.of("basic"),
                objects.stream()
                        .map(object -> new NamedBody(object.oid().value(), object.size()))
                        .toList());
        HttpURLConnection call = open(access.batch(), access.pinned());
        try {
            call.setRequestMethod("POST");
            call.setRequestProperty("Accept", TYPE);
            call.setRequestProperty("Content-Type", TYPE);
            access.authorization().ifPresent(value -> call.setRequestProperty("Authorization", value));
            byte[] body = json.writeValueAsBytes(question);
            call.setDoOutput(true);
            call.setFixedLengthStreamingMode(body.length);
            try (var out = call.getOutputStream()) {
                out.write(body);
            }
            int status = call.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new LfsRefusal("the upstream does not tell where it is (status %d)".formatted(status), true);
            }
            Set<String> requested =
                    objects.stream().map(object -> object.oid().value()).collect(Collectors.toSet());
            try (InputStream in = steady(call)) {
                return entries(LfsListOutcome.read(json, in, requested, EntryBody.class));
            }
        } finally {
            call.disconnect();
        }
    }

    private static Map<String, EntryBody> entries(LfsListOutcome<EntryBody> response) throws LfsRefusal {
        return switch (response) {
            case LfsListOutcome.Rejected<EntryBody>(String reason) ->
                throw new LfsRefusal("the LFS server of the upstream " + reason, true);
            case LfsListOutcome.Listed<EntryBody>(Optional<String> transfer, Map<String, EntryBody> entries) -> {
                if (transfer.isPresent() && !transfer.get().equals("basic")) {
                    throw new LfsRefusal("the upstream wants a transfer that we do not know", true);
                }
                yield entries;
            }
        };
    }

    /**
     * Opens an object; its bytes are whatever the other side sends. The caller closes the stream.
     *
     * @throws LfsRefusal if it may not be connected to, or does not give the object out
     */
    InputStream open(LfsAccess access, ActionBody action) throws IOException {
        URI address = address(action);
        boolean home = access.isHome(address);
        HttpURLConnection call = open(address, home ? access.pinned() : checked(access, address));
        boolean opened = false;
        try {
            Map<String, String> headers = Optional.ofNullable(action.header()).orElse(Map.of());
            headers.forEach(call::setRequestProperty);
            if (home && headers.keySet().stream().noneMatch("Authorization"::equalsIgnoreCase)) {
                access.authorization().ifPresent(value -> call.setRequestProperty("Authorization", value));
            }
            int status = call.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new LfsRefusal("it is not given out (status %d)".formatted(status), false);
            }
            InputStream content = steady(call);
            opened = true;
            return content;
        } finally {
            if (!opened) {
                call.disconnect();
            }
        }
    }

    private static URI address(ActionBody action) throws LfsRefusal {
        try {
            URI address = URI.create(Optional.ofNullable(action.href()).orElse(""));
            if (address.getHost() != null && address.getScheme() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // told below, without the address: it may hold a signature
        }
        throw new LfsRefusal("the upstream says that it is at a malformed address", false);
    }

    private List<InetAddress> checked(LfsAccess access, URI address) throws LfsRefusal {
        return switch (addresses.check(address)) {
            case Resolved.Allowed allowed -> allowed.addresses();
            case Resolved.Refused(String reason) ->
                throw new LfsRefusal(access.redactor().redact(reason), false);
        };
    }

    private HttpURLConnection open(URI address, List<InetAddress> pinned) throws IOException {
        if (!(PinnedUrls.of(address.toURL(), pinned, tls).openConnection() instanceof HttpURLConnection call)) {
            throw new LfsRefusal("it is neither at an http nor at an https address", false);
        }
        call.setInstanceFollowRedirects(false);
        call.setUseCaches(false);
        call.setConnectTimeout(Math.toIntExact(idleTimeout.toMillis()));
        call.setReadTimeout(Math.toIntExact(idleTimeout.toMillis()));
        return call;
    }

    private InputStream steady(HttpURLConnection call) throws IOException {
        return new SteadyStream(call.getInputStream(), idleTimeout, bytesPerSecond, new byte[0]);
    }
}
