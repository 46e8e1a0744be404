package dev.millrace.githttp.lfs;

/** Why a request about locks is refused. */
sealed interface LockRefusal extends LfsRefusal {

    /**
     * The repository is a mirror.
     *
     * @param repository its name
     * @param upstream where its files are locked
     */
    record NotOffered(String repository, String upstream) implements LockRefusal {
        @Override
        public String message() {
            return "%s is a mirror, which offers no locks: lock files at its upstream, %s"
                    .formatted(repository, upstream);
        }
    }

    /** The token has no subject that could own the lock. */
    record NoOwner() implements LockRefusal {
        @Override
        public String message() {
            return "the token names no subject (claim 'sub'), and a lock needs an owner";
        }
    }

    /** What is to be locked is no path of a file. */
    record InvalidPath() implements LockRefusal {
        @Override
        public String message() {
            return "a lock needs the path of a file in the repository, of 1 to %d characters, such as 'art/logo.psd'"
                    .formatted(LockPath.LONGEST);
        }
    }

    /** A page or filter refers to a path with a NUL character. */
    record NulInPath() implements LockRefusal {
        @Override
        public String message() {
            return "no path holds the character U+0000";
        }
    }

    /** A page is requested with a cursor that no earlier page contained. */
    record UnknownCursor() implements LockRefusal {
        @Override
        public String message() {
            return "the cursor is not one that we gave out";
        }
    }

    /** The repository has no lock of that id. */
    record NotFound() implements LockRefusal {
        @Override
        public String message() {
            return "there is no such lock";
        }
    }
}
