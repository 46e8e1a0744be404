package dev.millrace.githttp.lfs;

/** Why a request of the LFS API is refused. */
sealed interface LfsRefusal permits BatchRefusal, LockRefusal, TransferRefusal {

    /** A sentence that {@code git-lfs} shows. */
    String message();
}
