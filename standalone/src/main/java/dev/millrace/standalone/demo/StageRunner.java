package dev.millrace.standalone.demo;

import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.process.Progress;
import java.time.Duration;

/** Plays one stage after the other and tells how each went. After one that failed nothing more is played. */
final class StageRunner {

    private final Progress progress;
    private int number;
    private boolean failed;

    StageRunner(Progress progress) {
        this.progress = progress;
    }

    /** What happens in a stage; throws {@link UnexpectedAnswer} when something is not as it should be. */
    @FunctionalInterface
    interface Stage {
        void play() throws InterruptedException;
    }

    /**
     * Plays a stage, unless an earlier one failed.
     *
     * @param title as people read it
     * @param whereToLook the log file that tells more when it fails
     */
    void play(String title, String whereToLook, Stage stage) throws InterruptedException {
        if (failed) {
            return;
        }
        number++;
        progress.print("");
        progress.say("%d. %s".formatted(number, title));
        Duration before = progress.elapsed();
        try {
            stage.play();
            progress.say("   done in " + Progress.seconds(progress.elapsed().minus(before)));
        } catch (UnexpectedAnswer e) {
            failed = true;
            progress.say("   FAILED after %s: %s"
                    .formatted(Progress.seconds(progress.elapsed().minus(before)), e.getMessage()));
            progress.say("   look at " + whereToLook);
        }
    }

    /** Whether every stage that was asked for went well. */
    boolean allWentWell() {
        return number > 0 && !failed;
    }
}
