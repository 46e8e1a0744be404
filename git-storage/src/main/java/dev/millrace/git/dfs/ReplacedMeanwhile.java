package dev.millrace.git.dfs;

import java.io.IOException;

/** A pack that was to be replaced is live no longer: somebody else repacked too. Nothing was changed; look again later. */
public final class ReplacedMeanwhile extends IOException {

    private static final long serialVersionUID = 1;

    ReplacedMeanwhile(String message) {
        super(message);
    }
}
