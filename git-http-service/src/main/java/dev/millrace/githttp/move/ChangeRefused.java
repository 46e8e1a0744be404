package dev.millrace.githttp.move;

/** A change cannot be done; becomes {@link MoveOutcome.Refused}. */
public final class ChangeRefused extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    public ChangeRefused(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public ChangeRefused(Refusal.Why why, String message) {
        this(Refusal.of(why, message));
    }

    Refusal refusal() {
        return refusal;
    }
}
