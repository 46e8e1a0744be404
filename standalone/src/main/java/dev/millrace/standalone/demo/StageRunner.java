package dev.millrace.standalone.demo;

import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.Progress;
import java.time.Duration;

/** Runs one stage after the other and reports how each went. After a failed stage, all further ones are skipped. */
final class StageRunner {

    private final Progress progress;
    private int number;
    private boolean failed;

    StageRunner(Progress progress) {
        this.progress = progress;
    }

    /** The work of a stage; throws {@link UnexpectedAnswer} if a check fails. */
    @FunctionalInterface
    interface Stage {
        void play() throws InterruptedException;
    }

    /**
     * Runs a stage, unless an earlier one failed.
     *
     * @param title for display
     * @param whereToLook the log file with details if the stage fails
     */
    void play(String title, String whereToLook, Stage stage) throws InterruptedException {
        if (failed) {
            return;
        }
        number++;
        progress.printText("");
        progress.print("%d. %s".formatted(number, title));
        Duration before = progress.elapsed();
        try {
            stage.play();
            progress.print("   done in " + Progress.seconds(progress.elapsed().minus(before)));
        } catch (UnexpectedAnswer e) {
            failed = true;
            progress.print("   FAILED after %s: %s"
                    .formatted(Progress.seconds(progress.elapsed().minus(before)), e.getMessage()));
            progress.print("   look at " + whereToLook);
        }
    }

    /** Whether every requested stage succeeded. */
    boolean allWentWell() {
        return number > 0 && !failed;
    }
}
