package dev.millrace.githttp.lfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.githttp.forward.ObjectAnswer;
import dev.millrace.githttp.lfs.BatchAnswerBody.ActionBody;
import dev.millrace.githttp.lfs.BatchAnswerBody.EntryBody;
import dev.millrace.githttp.lfs.BatchAnswerBody.ErrorBody;
import dev.millrace.githttp.lfs.BatchBody.ObjectBody;
import dev.millrace.githttp.lfs.LfsOutcome.Json;
import dev.millrace.githttp.lfs.LfsOutcome.Refused;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Responds to a client with addresses for downloads, or with the objects to upload and their addresses. */
final class AnswerBatch {

    private static final String ALGORITHM = "sha256";
    private static final String TRANSFER = "basic";

    /** The maximum that the API allows. */
    private static final long LONGEST_EXPIRY = Integer.MAX_VALUE;

    private final KnownObjects known;
    private final MirrorObjects mirrors;
    private final LfsLimits limits;
    private final Clock clock;

    AnswerBatch(KnownObjects known, MirrorObjects mirrors, LfsLimits limits, Clock clock) {
        this.known = known;
        this.mirrors = mirrors;
        this.limits = limits;
        this.clock = clock;
    }

    LfsOutcome handle(BatchBody batch, LfsCall call) {
        List<@Nullable ObjectBody> objects = batch.objects();
        if (objects == null || objects.isEmpty()) {
            return new Refused(422, "the batch asks for no objects");
        }
        if (objects.size() > limits.batch()) {
            return new Refused(
                    413, "the batch asks for %d objects, at most %d".formatted(objects.size(), limits.batch()));
        }
        if (batch.transfers() != null
                && !batch.transfers().isEmpty()
                && !batch.transfers().contains(TRANSFER)) {
            return new Refused(422, "the only way to transfer here is 'basic'");
        }
        return switch (batch.operation()) {
            case "download" -> answer(batch, objects, (object, size) -> download(call, object, size), call);
            case "upload" -> upload(batch, objects, call);
            case null, default -> new Refused(422, "the operation is neither 'download' nor 'upload'");
        };
    }

    private LfsOutcome upload(BatchBody batch, List<@Nullable ObjectBody> objects, LfsCall call) {
        if (!call.mayWrite()) {
            return new Refused(403, "the token lacks the scope git:write");
        }
        if (limits.repository().isPresent()) {
            long limit = limits.repository().getAsLong();
            Map<LfsOid, Long> there = sizes(objects, call);
            long more = objects.stream()
                    .flatMap(body -> read(body).stream())
                    .distinct()
                    .filter(object -> !there.containsKey(object.oid()))
                    .mapToLong(LfsObject::size)
                    .reduce(0, AnswerBatch::sum);
            if (sum(known.total(call.repository().id()), more) > limit) {
                return new Refused(507, "the objects of a repository may hold %d bytes together".formatted(limit));
            }
        }
        Entry entry = call.isForwarded() ? throughMirror(call, objects) : (object, size) -> upload(call, object, size);
        return answer(batch, objects, entry, call);
    }

    /** Objects that the upstream has or refuses are not uploaded here either; the others are, and are forwarded to it. */
    private Entry throughMirror(LfsCall call, List<@Nullable ObjectBody> objects) {
        List<LfsObject> wanted = objects.stream()
                .flatMap(body -> read(body).stream())
                .filter(object -> object.size() <= limits.object())
                .distinct()
                .toList();
        Map<LfsOid, ObjectAnswer> answers = wanted.isEmpty() ? Map.of() : mirrors.ask(call.repository(), wanted);
        return (object, size) -> switch (answers.get(object.oid())) {
            case ObjectAnswer.Present present -> new EntryBody(object.oid().value(), object.size(), null, null);
            case ObjectAnswer.Refused(int status, String reason) -> error(object, status, reason);
            case ObjectAnswer.Accepted accepted -> upload(call, object, null);
            case null -> upload(call, object, size);
        };
    }

    /** Sizes are untrusted: a sum beyond the range of long exceeds every limit. */
    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private LfsOutcome answer(BatchBody batch, List<@Nullable ObjectBody> objects, Entry entry, LfsCall call) {
        String algorithm = Optional.ofNullable(batch.hashAlgorithm()).orElse(ALGORITHM);
        boolean understood = algorithm.equals(ALGORITHM);
        Map<LfsOid, Long> there = understood ? sizes(objects, call) : Map.of();
        List<EntryBody> entries = objects.stream()
                .map(body -> understood
                        ? read(body)
                                .map(object -> entry.of(object, there.get(object.oid())))
                                .orElseGet(() -> error(body, 422, "neither id nor size of an object"))
                        : error(body, 409, "objects are named by their SHA-256 here"))
                .toList();
        return new Json(200, new BatchAnswerBody(TRANSFER, entries, ALGORITHM));
    }

    private Map<LfsOid, Long> sizes(List<@Nullable ObjectBody> objects, LfsCall call) {
        return known.find(
                call.repository().id(),
                objects.stream()
                        .flatMap(body -> read(body).stream())
                        .map(LfsObject::oid)
                        .distinct()
                        .toList());
    }

    private static Optional<LfsObject> read(@Nullable ObjectBody body) {
        if (body == null || body.oid() == null || body.size() == null || body.size() < 0) {
            return Optional.empty();
        }
        long size = body.size();
        return LfsOid.parse(body.oid()).map(oid -> new LfsObject(oid, size));
    }

    private EntryBody download(LfsCall call, LfsObject object, @Nullable Long size) {
        if (size == null) {
            String missing = call.repository().isMirror()
                    ? "the object has not come from the upstream yet: " + Mirrors.upstream(call.repository())
                    : "the repository has no such object";
            return error(object, 404, missing);
        }
        return Objects.equals(size, object.size())
                ? actions(call, object, Map.of("download", LfsRoute.Paths.of(object.oid())))
                : error(object, 422, "the object has %d bytes".formatted(size));
    }

    private EntryBody upload(LfsCall call, LfsObject object, @Nullable Long size) {
        if (size != null) {
            return Objects.equals(size, object.size())
                    ? new EntryBody(object.oid().value(), size, null, null)
                    : error(object, 422, "the object is here, and has %d bytes".formatted(size));
        }
        if (object.size() > limits.object()) {
            return error(object, 422, "an object may have %d bytes".formatted(limits.object()));
        }
        return actions(call, object, Map.of("upload", LfsRoute.Paths.of(object), "verify", "verify"));
    }

    private EntryBody actions(LfsCall call, LfsObject object, Map<String, String> paths) {
        Map<String, ActionBody> actions = new TreeMap<>();
        paths.forEach((name, path) -> actions.put(name, new ActionBody(call.root() + path, secondsLeft(call))));
        return new EntryBody(object.oid().value(), object.size(), actions, null);
    }

    /** The actions are valid for as long as the token. */
    private long secondsLeft(LfsCall call) {
        long left = Duration.between(clock.instant(), call.caller().expiresAt()).toSeconds();
        return Math.clamp(left, 1, LONGEST_EXPIRY);
    }

    private static EntryBody error(LfsObject object, int code, String message) {
        return new EntryBody(object.oid().value(), object.size(), null, new ErrorBody(code, message));
    }

    private static EntryBody error(@Nullable ObjectBody body, int code, String message) {
        return new EntryBody(
                body == null ? null : body.oid(),
                body == null ? null : body.size(),
                null,
                new ErrorBody(code, message));
    }

    /** The objects of the repository. */
    interface KnownObjects {

        /** Sizes in bytes of those objects that exist. */
        Map<LfsOid, Long> find(UUID repositoryId, Collection<LfsOid> oids);

        /** Bytes of all objects of the repository. */
        long total(UUID repositoryId);
    }

    /** The upstreams of mirrors. */
    interface MirrorObjects {

        /** The upstream's response for each object; an object without one is stored only here. */
        Map<LfsOid, ObjectAnswer> ask(StoredRepository mirror, List<LfsObject> wanted);
    }

    private interface Entry {
        EntryBody of(LfsObject object, @Nullable Long size);
    }
}
