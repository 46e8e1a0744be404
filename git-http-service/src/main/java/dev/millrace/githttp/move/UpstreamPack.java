package dev.millrace.githttp.move;

import dev.millrace.githttp.push.UpstreamPush;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceiveCommand;

/** Writes the objects of a change that an upstream does not have. */
final class UpstreamPack {

    /** Tips of the upstream that are left out with all they refer to; more would only make the pack smaller. */
    private static final int MOST_TIPS = 2_000;

    private UpstreamPack() {}

    static void write(Repository staged, List<ReceiveCommand> commands, UpstreamPush upstream) throws IOException {
        Set<ObjectId> wanted = new HashSet<>();
        Set<ObjectId> there = new HashSet<>();
        try (ObjectReader reader = staged.newObjectReader();
                PackWriter pack = new PackWriter(staged, reader)) {
            for (ReceiveCommand command : commands) {
                if (command.getType() != ReceiveCommand.Type.DELETE) {
                    wanted.add(command.getNewId());
                }
                if (command.getType() != ReceiveCommand.Type.CREATE) {
                    there.add(command.getOldId());
                }
            }
            for (Ref ref : upstream.refs().values()) {
                ObjectId tip = ref.getObjectId();
                if (there.size() < MOST_TIPS && tip != null && reader.has(tip)) {
                    there.add(tip.copy());
                }
            }
            pack.setUseBitmaps(false);
            pack.setThin(false);
            pack.setDeltaBaseAsOffset(true);
            pack.preparePack(NullProgressMonitor.INSTANCE, wanted, there);
            pack.writePack(NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, new Sent(upstream));
        }
    }

    private static final class Sent extends OutputStream {

        private final UpstreamPush upstream;

        Sent(UpstreamPush upstream) {
            this.upstream = upstream;
        }

        @Override
        public void write(int b) throws IOException {
            upstream.write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            upstream.write(bytes, offset, length);
        }
    }
}
