package dev.millrace.githttp.admission;

/**
 * A pack needs more memory than is available. Its message is for the client. Unchecked, since JGit's progress reporting has no
 * checked exception.
 */
public final class PackTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1;

    private PackTooLarge(String message) {
        super(message, null, false, false);
    }

    static PackTooLarge forThisServer(long bytes) {
        return new PackTooLarge(
                ("the objects of this fetch would take more than the %d bytes of memory that a pack may take here"
                                + " (millrace.git-http.packing-memory); fetch with --depth, or clone all branches anew")
                        .formatted(bytes));
    }

    static PackTooLarge forNow() {
        return new PackTooLarge("the server is busy with other large fetches; try again in a few seconds");
    }
}
