package dev.millrace.githttp.transport;

import dev.millrace.githttp.admission.ClonePermit;

/** Why a fetch is not served now; its client may retry soon. */
sealed interface FetchRefusal {

    /** The clone got no permit to be packed. */
    record NoClonePermit(ClonePermit.Refused reason) implements FetchRefusal {}

    /** No compute permit was free in time, or the requests of its team hold all the memory that they may. */
    record AtCapacity() implements FetchRefusal {}

    /**
     * Its pack needs more memory than is left for packs.
     *
     * @param message for the client
     */
    record NoPackingMemory(String message) implements FetchRefusal {}
}
