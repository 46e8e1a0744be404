package dev.millrace.githttp.lfs;

import dev.millrace.git.lfs.LfsOid;
import dev.millrace.githttp.forward.ObjectAnswer;

/** Why an object is not transferred. */
sealed interface TransferRefusal extends LfsRefusal {

    /** The request does not name an object. */
    record InvalidObject() implements TransferRefusal {
        @Override
        public String message() {
            return "neither id nor size of an object";
        }
    }

    /** The batch names objects by a hash that this server does not use. */
    record UnsupportedHash() implements TransferRefusal {
        @Override
        public String message() {
            return "objects are named by their SHA-256 here";
        }
    }

    /** The repository does not have the object. */
    record NotFound() implements TransferRefusal {
        @Override
        public String message() {
            return "the repository has no such object";
        }
    }

    /**
     * The mirror does not have the object yet.
     *
     * @param upstream from which it will get it
     */
    record NotYetSynced(String upstream) implements TransferRefusal {
        @Override
        public String message() {
            return "the object has not come from the upstream yet: " + upstream;
        }
    }

    /**
     * The object has another size than the request states.
     *
     * @param stored bytes
     */
    record OtherSize(long stored) implements TransferRefusal {
        @Override
        public String message() {
            return "the object has %d bytes".formatted(stored);
        }
    }

    /**
     * An object that is to be uploaded is stored already, with another size.
     *
     * @param stored bytes
     */
    record StoredWithOtherSize(long stored) implements TransferRefusal {
        @Override
        public String message() {
            return "the object is here, and has %d bytes".formatted(stored);
        }
    }

    /**
     * The object is larger than an object may be.
     *
     * @param limit bytes
     */
    record TooLarge(long limit) implements TransferRefusal {
        @Override
        public String message() {
            return "an object may have %d bytes".formatted(limit);
        }
    }

    /**
     * The repository would hold more than it may.
     *
     * @param limit bytes of all its objects
     */
    record RepositoryFull(long limit) implements TransferRefusal {
        @Override
        public String message() {
            return "the objects of a repository may hold %d bytes together".formatted(limit);
        }
    }

    /** The body of an upload has another length than the address states, both in bytes. */
    record LengthMismatch(long announced, long contentLength) implements TransferRefusal {
        @Override
        public String message() {
            return "announced are %d bytes, sent are %d".formatted(announced, contentLength);
        }
    }

    /** An upload ended early, or did not end where it should, both in bytes. */
    record SizeMismatch(long announced, long received) implements TransferRefusal {
        @Override
        public String message() {
            return received > announced
                    ? "more bytes came than the %d announced".formatted(announced)
                    : "announced are %d bytes, received were %d".formatted(announced, received);
        }
    }

    /** The bytes of an upload have another hash than its id. */
    record ContentMismatch(LfsOid actual) implements TransferRefusal {
        @Override
        public String message() {
            return "the bytes have the SHA-256 %s".formatted(actual);
        }
    }

    /** The upstream of a mirror does not accept the object. */
    record UpstreamRefused(ObjectAnswer.Refused reason) implements TransferRefusal {
        @Override
        public String message() {
            return reason.message();
        }
    }
}
