package dev.millrace.githttp.forward;

import java.io.IOException;

/** An upstream did not accept the bytes of an LFS object. */
public final class ObjectRefusal extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient ObjectAnswer.Refused refused;

    /** A refusal that is shown to the client unchanged. */
    public ObjectRefusal(ObjectAnswer.Refused refused) {
        super(refused.message());
        this.refused = refused;
    }

    /** Why. */
    public ObjectAnswer.Refused refused() {
        return refused;
    }
}
