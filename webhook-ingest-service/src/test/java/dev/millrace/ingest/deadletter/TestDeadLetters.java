package dev.millrace.ingest.deadletter;

/** Dead letters for tests of other features. */
public final class TestDeadLetters {

    private TestDeadLetters() {}

    public static DeadLetters create() {
        return new DeadLetters(new DeadLetterStore());
    }
}
