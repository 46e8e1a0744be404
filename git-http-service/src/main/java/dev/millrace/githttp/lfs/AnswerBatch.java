package dev.millrace.githttp.lfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.githttp.forward.ObjectAnswer;
import dev.millrace.githttp.lfs.BatchAnswerBody.ActionBody;
import dev.millrace.githttp.lfs.BatchAnswerBody.EntryBody;
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
            return new Refused(new BatchRefusal.NoObjects());
        }
        if (objects.size() > limits.batch()) {
            return new Refused(new BatchRefusal.TooManyObjects(objects.size(), limits.batch()));
        }
        if (batch.transfers() != null
                && !batch.transfers().isEmpty()
                && !batch.transfers().contains(TRANSFER)) {
            return new Refused(new BatchRefusal.UnsupportedTransfer());
        }
        return switch (batch.operation()) {
            case "download" -> answer(batch, objects, (object, size) -> download(call, object, size), call);
            case "upload" -> upload(batch, objects, call);
            case null, default -> new Refused(new BatchRefusal.UnknownOperation());
        };
    }

    private LfsOutcome upload(BatchBody batch, List<@Nullable ObjectBody> objects, LfsCall call) {
        if (!call.mayWrite()) {
            return new Refused(new BatchRefusal.UploadNotPermitted());
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
                return new Refused(new TransferRefusal.RepositoryFull(limit));
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
            case ObjectAnswer.Present _ -> new EntryBody(object.oid().value(), object.size(), null, null);
            case ObjectAnswer.Refused reason -> refused(object, new TransferRefusal.UpstreamRefused(reason));
            case ObjectAnswer.Accepted _ -> upload(call, object, null);
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
                                .orElseGet(() -> EntryBody.refused(body, new TransferRefusal.InvalidObject()))
                        : EntryBody.refused(body, new TransferRefusal.UnsupportedHash()))
                .toList();
        return new Json(new BatchAnswerBody(TRANSFER, entries, ALGORITHM));
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
            return refused(
                    object,
                    call.repository().isMirror()
                            ? new TransferRefusal.NotYetSynced(call.upstream())
                            : new TransferRefusal.NotFound());
        }
        return Objects.equals(size, object.size())
                ? actions(call, object, Map.of("download", LfsRoute.Paths.of(object.oid())))
                : refused(object, new TransferRefusal.OtherSize(size));
    }

    private EntryBody upload(LfsCall call, LfsObject object, @Nullable Long size) {
        if (size != null) {
            return Objects.equals(size, object.size())
                    ? new EntryBody(object.oid().value(), size, null, null)
                    : refused(object, new TransferRefusal.StoredWithOtherSize(size));
        }
        if (object.size() > limits.object()) {
            return refused(object, new TransferRefusal.TooLarge(limits.object()));
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

    private static EntryBody refused(LfsObject object, TransferRefusal reason) {
        return EntryBody.refused(new ObjectBody(object.oid().value(), object.size()), reason);
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
