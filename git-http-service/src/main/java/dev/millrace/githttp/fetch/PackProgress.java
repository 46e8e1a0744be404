package dev.millrace.githttp.fetch;

import dev.millrace.git.check.Cancellation;
import dev.millrace.githttp.admission.PackingMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.BatchingProgressMonitor;

/**
 * Sends the progress of a pack to its client, charges its objects while they are counted, and stops the work when the client
 * has disconnected.
 */
final class PackProgress extends BatchingProgressMonitor {

    private final OutputStream messages;
    private final PackingMemory.Charge memory;
    private boolean counting;

    /**
     * @param messages channel for text; it drops the text for a client that wants none
     * @param memory of the pack
     */
    PackProgress(OutputStream messages, PackingMemory.Charge memory) {
        this.messages = messages;
        this.memory = memory;
    }

    @Override
    public void beginTask(String title, int total) {
        counting = title.equals(JGitText.get().countingObjects);
        if (title.equals(JGitText.get().searchForReuse)) {
            memory.settle(total); // all entries are there, without those of packs that are copied
        }
        super.beginTask(title, total);
    }

    @Override
    public void update(int completed) {
        Cancellation.check();
        if (counting) {
            memory.addWalked(completed);
        }
        super.update(completed);
    }

    @Override
    protected void onUpdate(String task, int done, Duration duration) {
        send("%s: %d\r".formatted(task, done));
    }

    @Override
    protected void onEndTask(String task, int done, Duration duration) {
        send("%s: %d, done.\n".formatted(task, done));
    }

    @Override
    protected void onUpdate(String task, int done, int total, int percent, Duration duration) {
        send("%s: %3d%% (%d/%d)\r".formatted(task, percent, done, total));
    }

    @Override
    protected void onEndTask(String task, int done, int total, int percent, Duration duration) {
        send("%s: %3d%% (%d/%d), done.\n".formatted(task, percent, done, total));
    }

    /** Any other text for the client to show. */
    void send(String text) {
        try {
            messages.write(text.getBytes(StandardCharsets.UTF_8));
            messages.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("progress could not be sent", e);
        }
    }
}
