package dev.millrace.bench.git;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One of the two servers that answer the same requests. */
interface GitServer {

    /** Takes a copy of a bare repository and serves it under this name from now on, in its best shape. */
    void host(String repository, Path bare) throws InterruptedException;

    /** Where a repository's {@code info/refs} and {@code git-upload-pack} are below, without a slash at the end. */
    URI address(String repository);

    /** What the header {@code Authorization} must say, if anything. */
    Optional<String> authorization(String repository);

    /** As {@link #address}, for requests whose processor time is to be told, at the price of a little more of it. */
    default URI countedAddress(String repository) {
        return address(repository);
    }

    /** Processor time that all processes of this server have taken so far. */
    Duration processorTime();
}
