package dev.millrace.githttp.forward;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.forge.LfsListOutcome;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.githttp.forward.LfsWire.BatchRequest;
import dev.millrace.githttp.forward.LfsWire.Entry;
import dev.millrace.githttp.forward.LfsWire.ObjectError;
import dev.millrace.githttp.forward.LfsWire.ObjectName;
import dev.millrace.githttp.forward.LfsWire.Step;
import dev.millrace.upstream.LfsAction;
import dev.millrace.upstream.ResolveUpstream;
import dev.millrace.upstream.UpstreamAccess;
import dev.millrace.upstream.UpstreamCall;
import dev.millrace.upstream.UpstreamClient;
import dev.millrace.upstream.UpstreamException;
import dev.millrace.upstream.UpstreamFailure;
import dev.millrace.upstream.UpstreamResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Uploads LFS objects to upstreams (git-lfs, docs/api/batch.md). Addresses in an upstream's response are checked like any
 * untrusted address, no redirect is followed, and the upstream's credential is sent to the upstream's own host only.
 */
@ApplicationScoped
public class UpstreamObjects {

    private static final int LONGEST_MESSAGE = 500;

    private final ResolveDestination destinations;
    private final ResolveUpstream resolve;
    private final UpstreamClient client;
    private final ObjectMapper json;

    UpstreamObjects(
            ResolveDestination destinations, ResolveUpstream resolve, UpstreamClient client, ObjectMapper json) {
        this.destinations = destinations;
        this.resolve = resolve;
        this.client = client;
        this.json = json;
    }

    /** Asks the upstream which of the objects it accepts; returns a result for each of them. */
    public Map<LfsOid, ObjectAnswer> ask(Destination destination, Collection<LfsObject> objects) {
        Map<LfsOid, ObjectAnswer> answers = new HashMap<>();
        try {
            Listed listed = entries(destination, objects);
            for (LfsObject object : objects) {
                answers.put(
                        object.oid(),
                        answer(
                                destination,
                                listed.access(),
                                listed.entries().get(object.oid().value())));
            }
        } catch (ObjectRefusal refusal) {
            objects.forEach(object -> answers.put(object.oid(), refusal.refused()));
        } catch (IOException failure) {
            ObjectAnswer.Refused unavailable = unavailable(destination, failure);
            objects.forEach(object -> answers.put(object.oid(), unavailable));
        }
        return answers;
    }

    /**
     * Begins the upload of an object.
     *
     * @throws ObjectRefusal if the upstream cannot be reached
     */
    public ObjectUpload open(Destination destination, LfsObject object, ObjectAnswer.Accepted accepted)
            throws ObjectRefusal {
        try {
            UpstreamAccess access = destinations.handle(destination, Optional.empty());
            LfsAction upload = accepted.upload();
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.put("Content-Type", "application/octet-stream");
            headers.putAll(upload.headers());
            String encoding = headers.remove("Transfer-Encoding");
            UpstreamAccess storage = resolve.handle(access, upload).orThrow();
            UpstreamCall call = client.open(
                    storage,
                    "PUT",
                    upload.target(),
                    headers,
                    encoding == null ? OptionalLong.of(object.size()) : OptionalLong.empty());
            return new ObjectUpload(
                    call,
                    object.size(),
                    response -> refusal(destination, storage, response),
                    failure -> new ObjectRefusal(unavailable(destination, failure)),
                    () -> verify(destination, object, accepted));
        } catch (UpstreamException failure) {
            throw new ObjectRefusal(unavailable(destination, failure));
        }
    }

    private Listed entries(Destination destination, Collection<LfsObject> objects) throws IOException {
        UpstreamAccess access = destinations.handle(destination, Optional.empty());
        try {
            return listed(destination, access, objects, true);
        } catch (UpstreamException failure) {
            if (!(failure.failure() instanceof UpstreamFailure.CredentialRejected)
                    || access.token().isEmpty()) {
                throw failure;
            }
            // an installation token may have been revoked before it expires
            UpstreamAccess renewed = destinations.handle(destination, access.token());
            return listed(destination, renewed, objects, true);
        }
    }

    /** @param follows whether one redirect within the upstream's own host is followed, as for its refs */
    private Listed listed(
            Destination destination, UpstreamAccess access, Collection<LfsObject> objects, boolean follows)
            throws IOException {
        var request = new BatchRequest(
                "upload",
                List.of("basic"),
                objects.stream()
                        .map(object -> new ObjectName(object.oid().value(), object.size()))
                        .toList());
        byte[] body = json.writeValueAsBytes(request);
        Map<String, String> headers = Map.of("Accept", LfsWire.TYPE, "Content-Type", LfsWire.TYPE);
        try (UpstreamCall call =
                client.open(access, "POST", access.lfsBatch(), headers, OptionalLong.of(body.length))) {
            call.end(body, 0, body.length);
            UpstreamResponse response = call.response();
            if (response.status() == 401) {
                throw new UpstreamException(new UpstreamFailure.CredentialRejected(
                        destination.name() + " rejected the credential for its LFS server"));
            }
            Optional<UpstreamAccess> moved = follows
                    ? response.movedTo(access.lfsBatch(), UpstreamAccess.LFS_BATCH)
                            .filter(access::hasOrigin)
                            .map(access::at)
                    : Optional.empty();
            if (moved.isPresent()) {
                return listed(destination, moved.get(), objects, false);
            }
            if (response.status() != 200) {
                throw refusal(destination, access, response);
            }
            Set<String> requested =
                    objects.stream().map(object -> object.oid().value()).collect(Collectors.toSet());
            try (InputStream in = response.body()) {
                return new Listed(access, entries(destination, LfsListOutcome.read(json, in, requested, Entry.class)));
            }
        }
    }

    private static Map<String, Entry> entries(Destination destination, LfsListOutcome<Entry> response)
            throws UpstreamException {
        return switch (response) {
            case LfsListOutcome.Rejected<Entry>(String reason) ->
                throw unexpected("the LFS server of %s %s".formatted(destination.name(), reason));
            case LfsListOutcome.Listed<Entry>(Optional<String> transfer, Map<String, Entry> entries) -> {
                if (transfer.isPresent() && !transfer.get().equals("basic")) {
                    throw unexpected("the LFS server of the upstream requires a transfer other than 'basic'");
                }
                yield entries;
            }
        };
    }

    private static ObjectAnswer answer(Destination destination, UpstreamAccess access, @Nullable Entry entry) {
        if (entry == null) {
            return new ObjectAnswer.Malformed(
                    message(destination, access, "its LFS server returned nothing for this object"));
        }
        ObjectError error = entry.error();
        if (error != null) {
            OptionalInt code = error.code() == null ? OptionalInt.empty() : OptionalInt.of(error.code());
            return new ObjectAnswer.Rejected(code, message(destination, access, String.valueOf(error.message())));
        }
        Map<String, @Nullable Step> actions = entry.actions() == null ? Map.of() : entry.actions();
        Step upload = actions.get("upload");
        if (upload == null) {
            return new ObjectAnswer.Present();
        }
        Optional<LfsAction> target = LfsAction.of(upload.href(), upload.header());
        Step verify = actions.get("verify");
        Optional<LfsAction> confirm = verify == null ? Optional.empty() : LfsAction.of(verify.href(), verify.header());
        if (target.isEmpty() || (verify != null && confirm.isEmpty())) {
            return new ObjectAnswer.Malformed(
                    message(destination, access, "its LFS server returned a malformed address"));
        }
        return new ObjectAnswer.Accepted(target.get(), confirm);
    }

    private static UpstreamException unexpected(String message) {
        return new UpstreamException(new UpstreamFailure.UnexpectedResponse(message));
    }

    private void verify(Destination destination, LfsObject object, ObjectAnswer.Accepted accepted) throws IOException {
        if (accepted.verify().isEmpty()) {
            return;
        }
        LfsAction verify = accepted.verify().get();
        byte[] body = json.writeValueAsBytes(new ObjectName(object.oid().value(), object.size()));
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Accept", LfsWire.TYPE);
        headers.put("Content-Type", LfsWire.TYPE);
        headers.putAll(verify.headers());
        headers.remove("Transfer-Encoding");
        UpstreamAccess access = resolve.handle(destinations.handle(destination, Optional.empty()), verify)
                .orThrow();
        try (UpstreamCall call = client.open(access, "POST", verify.target(), headers, OptionalLong.of(body.length))) {
            call.end(body, 0, body.length);
            UpstreamResponse response = call.response();
            if (response.status() / 100 != 2) {
                throw refusal(destination, access, response);
            }
        }
    }

    private ObjectRefusal refusal(Destination destination, UpstreamAccess access, UpstreamResponse response) {
        String text = text(response);
        String reason = text.isEmpty() ? "its LFS server returned status " + response.status() : text;
        return new ObjectRefusal(
                new ObjectAnswer.Rejected(OptionalInt.of(response.status()), message(destination, access, reason)));
    }

    private String text(UpstreamResponse response) {
        try (InputStream in = response.body()) {
            byte[] bytes = in.readNBytes(4096);
            if (response.isOf(LfsWire.TYPE) || response.isOf("application/json")) {
                LfsWire.Failure failure = json.readValue(bytes, LfsWire.Failure.class);
                return failure.message() == null ? "" : failure.message();
            }
        } catch (IOException unreadable) {
            // the status is still sufficient
        }
        return "";
    }

    private static ObjectAnswer.Refused unavailable(Destination destination, IOException thrown) {
        UpstreamFailure failure = thrown instanceof UpstreamException known
                ? known.failure()
                : new UpstreamFailure.Unreachable("%s cannot be reached".formatted(destination.name()));
        return new ObjectAnswer.Failed(failure, failure.message() + remedy(destination));
    }

    /** @param reason as the upstream states it */
    private static String message(Destination destination, UpstreamAccess access, String reason) {
        return "%s does not take the object: %s%s"
                .formatted(destination.name(), access.sanitized(reason, LONGEST_MESSAGE), remedy(destination));
    }

    /** How a client can use the upstream's LFS server directly (git-lfs-config(5)). */
    private static String remedy(Destination destination) {
        String address = destination.address().toString().replaceAll("/+$", "");
        return "; to upload to it directly, run: git config lfs.pushurl %s/info/lfs"
                .formatted(address.endsWith(".git") ? address : address + ".git");
    }

    /** The upstream's list, and the access by which it was requested. */
    private record Listed(UpstreamAccess access, Map<String, Entry> entries) {}
}
