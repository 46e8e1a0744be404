package dev.millrace.git.dfs;

import java.io.IOException;

/**
 * A pack that was to be replaced is no longer live: another process repacked too. Nothing was changed; check again later.
 */
public final class ReplacedMeanwhile extends IOException {

    private static final long serialVersionUID = 1;

    ReplacedMeanwhile(String message) {
        super(message);
    }
}
