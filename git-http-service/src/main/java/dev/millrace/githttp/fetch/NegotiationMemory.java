package dev.millrace.githttp.fetch;

import dev.millrace.git.check.IncomingMemory;
import dev.millrace.githttp.admission.PackingMemory;

/**
 * What a negotiation keeps, charged to the memory of its pack until the pack replaces it: the objects that the client names,
 * and the commits that are walked to find what it has and where its history ends. With the default limits, a request names
 * 700,000 objects ({@code have}, {@code want} and {@code shallow} lines), 180 MB, so it is refused long before.
 *
 * @param pack whose charge releases it
 */
record NegotiationMemory(PackingMemory.Charge pack) implements IncomingMemory {

    /** Of an object that the client names: its id, its slots in JGit's sets and lists, and the parsed commit with its tree. */
    static final int NAMED_BYTES = 256;

    /** The bytes that the objects take which a request names. */
    static long of(FetchRequest request) {
        return NAMED_BYTES
                * request.packets().stream()
                        .filter(line ->
                                line.startsWith("have ") || line.startsWith("want ") || line.startsWith("shallow "))
                        .count();
    }

    @Override
    public void take(long bytes, String what) {
        pack.add(bytes);
    }

    @Override
    public void close() {
        // released with the pack
    }
}
