package dev.millrace.sync.lfs;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.forge.LfsListOutcome;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.sync.lfs.LfsBatch.ActionBody;
import dev.millrace.sync.lfs.LfsBatch.EntryBody;
import dev.millrace.sync.lfs.LfsBatch.NamedBody;
import dev.millrace.sync.lfs.LfsBatch.RequestBody;
import dev.millrace.upstream.LfsAction;
import dev.millrace.upstream.ResolveOutcome;
import dev.millrace.upstream.ResolveUpstream;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamCall;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamFailure;
import dev.millrace.upstream.UpstreamResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The part of the LFS API that downloads. No redirect is followed. */
final class LfsClient {

    private static final String TYPE = "application/vnd.git-lfs+json";

    private final ObjectMapper json;
    private final ResolveUpstream resolve;
    private final UpstreamClient client;

    LfsClient(ObjectMapper json, ResolveUpstream resolve, UpstreamClient client) {
        this.json = json;
        this.resolve = resolve;
        this.client = client;
    }

    /**
     * Requests the addresses of objects.
     *
     * @return what the upstream lists of each, by its id
     * @throws LfsRefusal if the upstream returns no list
     */
    Map<String, EntryBody> list(UpstreamAccess access, List<LfsObject> objects) throws IOException {
        var request = new RequestBody(
                "download",
                List.of("basic"),
                objects.stream()
                        .map(object -> new NamedBody(object.oid().value(), object.size()))
                        .toList());
        byte[] body = json.writeValueAsBytes(request);
        Map<String, String> headers = Map.of("Accept", TYPE, "Content-Type", TYPE);
        try (UpstreamCall call =
                client.open(access, "POST", access.lfsBatch(), headers, OptionalLong.of(body.length))) {
            call.end(body, 0, body.length);
            UpstreamResponse response = call.response();
            if (!response.isOk()) {
                throw new LfsRefusal(
                        "the upstream does not return where it is (status %d)".formatted(response.status()), true);
            }
            Set<String> requested =
                    objects.stream().map(object -> object.oid().value()).collect(Collectors.toSet());
            try (InputStream in = response.body()) {
                return entries(LfsListOutcome.read(json, in, requested, EntryBody.class));
            }
        }
    }

    private static Map<String, EntryBody> entries(LfsListOutcome<EntryBody> response) throws LfsRefusal {
        return switch (response) {
            case LfsListOutcome.Rejected<EntryBody>(String reason) ->
                throw new LfsRefusal("the LFS server of the upstream " + reason, true);
            case LfsListOutcome.Listed<EntryBody>(Optional<String> transfer, Map<String, EntryBody> entries) -> {
                if (transfer.isPresent() && !transfer.get().equals("basic")) {
                    throw new LfsRefusal("the upstream requires a transfer other than 'basic'", true);
                }
                yield entries;
            }
        };
    }

    /**
     * Opens an object; its bytes are unchecked, as the server sends them. The caller closes the stream.
     *
     * @throws LfsRefusal if the address may not be connected to, or does not return the object
     */
    InputStream open(UpstreamAccess access, ActionBody body) throws IOException {
        // a malformed address is not shown: it may contain a signature
        LfsAction action = LfsAction.of(body.href(), body.header())
                .orElseThrow(() -> new LfsRefusal("the upstream returned a malformed address of it", false));
        UpstreamAccess storage = switch (resolve.handle(access, action)) {
            case ResolveOutcome.Resolved(UpstreamAccess resolved) -> resolved;
            case ResolveOutcome.Rejected(UpstreamFailure failure) -> throw new LfsRefusal(failure.message(), false);
        };
        UpstreamCall call = client.open(storage, "GET", action.target(), action.headers(), OptionalLong.empty());
        boolean isOpened = false;
        try {
            call.end();
            UpstreamResponse response = call.response();
            if (!response.isOk()) {
                throw new LfsRefusal("the upstream does not return it (status %d)".formatted(response.status()), false);
            }
            InputStream content = closing(call, response.body());
            isOpened = true;
            return content;
        } finally {
            if (!isOpened) {
                call.close();
            }
        }
    }

    private static InputStream closing(UpstreamCall call, InputStream content) {
        return new FilterInputStream(content) {

            @Override
            public void close() {
                call.close();
            }
        };
    }
}
