package dev.millrace.githttp.lfs;

import dev.millrace.githttp.forward.ObjectAnswer;
import dev.millrace.githttp.forward.UpstreamStatus;

/** The status codes that the LFS API defines (git-lfs, docs/api), for each reason to refuse a request. */
final class LfsStatus {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;
    private static final int UNPROCESSABLE = 422;
    private static final int INSUFFICIENT_STORAGE = 507;

    private LfsStatus() {}

    /** HTTP status of a response. */
    static int of(LfsRefusal refusal) {
        return switch (refusal) {
            case BatchRefusal.TooManyObjects _ -> TOO_LARGE;
            case BatchRefusal.UploadNotPermitted _ -> FORBIDDEN;
            case BatchRefusal.NoObjects _, BatchRefusal.UnsupportedTransfer _ -> UNPROCESSABLE;
            case BatchRefusal.UnknownOperation _ -> UNPROCESSABLE;
            case LockRefusal.NoOwner _ -> FORBIDDEN;
            case LockRefusal.InvalidPath _, LockRefusal.NulInPath _, LockRefusal.UnknownCursor _ -> UNPROCESSABLE;
            case LockRefusal.NotFound _ -> NOT_FOUND;
            // a client that gets 404 knows that locks are not offered (docs/api/locking.md), and does not ask again
            case LockRefusal.NotOffered _ -> NOT_FOUND;
            case TransferRefusal transfer -> of(transfer);
        };
    }

    private static int of(TransferRefusal refusal) {
        return switch (refusal) {
            case TransferRefusal.NotFound _, TransferRefusal.NotYetSynced _ -> NOT_FOUND;
            case TransferRefusal.UnsupportedHash _ -> CONFLICT;
            case TransferRefusal.TooLarge _ -> TOO_LARGE;
            case TransferRefusal.RepositoryFull _ -> INSUFFICIENT_STORAGE;
            case TransferRefusal.InvalidObject _, TransferRefusal.ContentMismatch _ -> UNPROCESSABLE;
            case TransferRefusal.OtherSize _, TransferRefusal.StoredWithOtherSize _ -> UNPROCESSABLE;
            case TransferRefusal.LengthMismatch _, TransferRefusal.SizeMismatch _ -> UNPROCESSABLE;
            case TransferRefusal.UpstreamRefused(ObjectAnswer.Refused reason) -> UpstreamStatus.of(reason);
        };
    }

    /** Code of an object's error in the response to a batch, where 413 is not defined (docs/api/batch.md). */
    static int ofEntry(TransferRefusal refusal) {
        return refusal instanceof TransferRefusal.TooLarge ? UNPROCESSABLE : of(refusal);
    }
}
