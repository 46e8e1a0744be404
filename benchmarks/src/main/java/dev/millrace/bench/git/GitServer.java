package dev.millrace.bench.git;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One of the two servers that answer the same requests. */
interface GitServer {

    /** Takes a copy of a bare repository and serves it under this name from now on, optimally packed. */
    void host(String repository, Path bare) throws InterruptedException;

    /**
     * The address below which a repository's {@code info/refs} and {@code git-upload-pack} are, without a trailing
     * slash.
     */
    URI address(String repository);

    /** The required value of the header {@code Authorization}, if any. */
    Optional<String> authorization(String repository);

    /**
     * As {@link #address}, for requests whose processor time is to be reported, at the price of slightly more of it.
     */
    default URI countedAddress(String repository) {
        return address(repository);
    }

    /** Processor time that all processes of this server have used so far. */
    Duration processorTime();
}
