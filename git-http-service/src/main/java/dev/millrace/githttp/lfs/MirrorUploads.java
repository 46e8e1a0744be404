package dev.millrace.githttp.lfs;

import dev.millrace.git.catalog.StoredRepository;
import dev.millrace.git.lfs.LfsObject;
import dev.millrace.git.lfs.LfsObjects;
import dev.millrace.git.lfs.LfsOid;
import dev.millrace.git.lfs.ReceiveOutcome;
import dev.millrace.githttp.forward.Destination;
import dev.millrace.githttp.forward.ObjectAnswer;
import dev.millrace.githttp.forward.ObjectRefusal;
import dev.millrace.githttp.forward.ObjectUpload;
import dev.millrace.githttp.forward.PushRoute;
import dev.millrace.githttp.forward.RoutePush;
import dev.millrace.githttp.forward.UpstreamObjects;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Uploads to a mirror: the upstream's LFS server accepts an object first, then it is stored here. */
final class MirrorUploads implements AnswerBatch.MirrorObjects, TransferObject.MirrorTransfer {

    private final RoutePush route;
    private final UpstreamObjects upstream;
    private final LfsObjects objects;

    MirrorUploads(RoutePush route, UpstreamObjects upstream, LfsObjects objects) {
        this.route = route;
        this.upstream = upstream;
        this.objects = objects;
    }

    @Override
    public Map<LfsOid, ObjectAnswer> ask(StoredRepository mirror, List<LfsObject> wanted) {
        return switch (route.handle(mirror)) {
            case PushRoute.Forwarded(Destination destination) -> upstream.ask(destination, wanted);
            case PushRoute.Closed closed -> refused(wanted, closed);
            case PushRoute.Local _ -> Map.of();
        };
    }

    private static Map<LfsOid, ObjectAnswer> refused(List<LfsObject> wanted, PushRoute.Closed closed) {
        Map<LfsOid, ObjectAnswer> answers = new HashMap<>();
        wanted.forEach(object -> answers.put(object.oid(), new ObjectAnswer.PushClosed(closed)));
        return answers;
    }

    @Override
    public ReceiveOutcome receive(LfsCall call, LfsObject announced, InputStream content) throws IOException {
        StoredRepository mirror = call.repository();
        return switch (route.handle(mirror)) {
            case PushRoute.Local _ -> objects.receive(mirror.id(), announced, content, call.actor());
            case PushRoute.Closed closed -> throw new ObjectRefusal(new ObjectAnswer.PushClosed(closed));
            case PushRoute.Forwarded(Destination destination) -> receive(call, announced, content, destination);
        };
    }

    private ReceiveOutcome receive(LfsCall call, LfsObject announced, InputStream content, Destination destination)
            throws IOException {
        ObjectAnswer answer = upstream.ask(destination, List.of(announced)).get(announced.oid());
        return switch (answer) {
            case ObjectAnswer.Refused refused -> throw new ObjectRefusal(refused);
            case ObjectAnswer.Present present ->
                objects.receive(call.repository().id(), announced, content, call.actor());
            case ObjectAnswer.Accepted accepted -> {
                try (ObjectUpload upload = upstream.open(destination, announced, accepted)) {
                    yield objects.receive(
                            call.repository().id(), announced, upload.through(content), call.actor(), upload::finish);
                }
            }
            case null -> throw new IllegalStateException("no answer about " + announced.oid());
        };
    }
}
