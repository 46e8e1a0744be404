package dev.millrace.git.check;

/**
 * A share of the memory that all packs in this process use, for data from outside that arrives with a pack and is kept in
 * memory. For one thread; closing releases everything.
 */
public interface IncomingMemory extends AutoCloseable {

    /**
     * Takes memory before it is allocated, and waits while other packs hold it.
     *
     * @param what its purpose, for the message
     * @throws PackOverLimit if this much is never available
     * @throws PackMemoryBusy if it was not released in time
     */
    void take(long bytes, String what) throws PackOverLimit, PackMemoryBusy;

    @Override
    void close();
}
