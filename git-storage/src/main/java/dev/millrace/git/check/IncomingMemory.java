package dev.millrace.git.check;

/**
 * A part of the memory that all packs in this process share, for what comes from outside beside a pack and is kept in memory.
 * For one thread; closing gives everything back.
 */
public interface IncomingMemory extends AutoCloseable {

    /**
     * Takes memory before it is allocated, and waits while others hold it.
     *
     * @param what it is for, for the message
     * @throws PackOverLimit if nothing can ever have so much
     * @throws PackMemoryBusy if it did not become free in time
     */
    void take(long bytes, String what) throws PackOverLimit, PackMemoryBusy;

    @Override
    void close();
}
