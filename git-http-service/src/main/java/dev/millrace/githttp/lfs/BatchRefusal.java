package dev.millrace.githttp.lfs;

/** Why a batch is refused as a whole. */
sealed interface BatchRefusal extends LfsRefusal {

    /** It names no objects. */
    record NoObjects() implements BatchRefusal {
        @Override
        public String message() {
            return "the batch asks for no objects";
        }
    }

    /** It names more objects than a batch may. */
    record TooManyObjects(int objects, int limit) implements BatchRefusal {
        @Override
        public String message() {
            return "the batch asks for %d objects, at most %d".formatted(objects, limit);
        }
    }

    /** The client knows none of the transfers that this server offers. */
    record UnsupportedTransfer() implements BatchRefusal {
        @Override
        public String message() {
            return "the only way to transfer here is 'basic'";
        }
    }

    /** It requests neither downloads nor uploads. */
    record UnknownOperation() implements BatchRefusal {
        @Override
        public String message() {
            return "the operation is neither 'download' nor 'upload'";
        }
    }

    /** The token allows downloads only. */
    record UploadNotPermitted() implements BatchRefusal {
        @Override
        public String message() {
            return "the token lacks the scope git:write";
        }
    }
}
