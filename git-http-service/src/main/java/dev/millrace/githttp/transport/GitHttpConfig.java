package dev.millrace.githttp.transport;

import dev.millrace.git.check.FsckRules;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Limits of fetches and pushes, {@code millrace.git-http.*}. */
@ConfigMapping(prefix = "millrace.git-http")
public interface GitHttpConfig {

    /**
     * Largest request of a fetch, decompressed: about 50 bytes for each wanted ref and each commit that the client has.
     */
    @WithDefault("16M")
    MemorySize maxFetchRequest();

    /**
     * Memory for all fetch requests above 64 KiB together, their bytes and 64 for each line; a team gets at most as much as
     * it leaves free.
     * Further requests get 503.
     */
    @WithDefault("96M")
    MemorySize fetchRequestMemory();

    /**
     * Memory for what fetches hold until their pack is sent: 125 to 250 bytes for each object, or the buffers of a copy. A team
     * gets at most as much as it leaves free, one pack at a time up to three quarters. Further fetches are refused with a
     * message. 0.3 of the heap by default.
     */
    Optional<MemorySize> packingMemory();

    /**
     * Bytes per second that a client must accept of a large pack, averaged over a minute of waiting for it; otherwise its
     * connection is reset. A pack is large while it holds more than 1/32 of {@code packing-memory}, 34,000 objects by
     * default; clones that are copied or shared rarely are. 0 for no limit.
     */
    @WithDefault("32K")
    MemorySize slowestLargePack();

    /** Largest pack of a push. */
    @WithDefault("4G")
    MemorySize maxPack();

    /** Largest object of a push, inflated; at most 2 GiB less 8 bytes. */
    @WithDefault("1G")
    MemorySize maxObject();

    /** Largest list of ref updates in a push. */
    @WithDefault("3M")
    MemorySize maxCommands();

    /** Ref updates in one push. */
    @WithDefault("20000")
    int maxRefsPerPush();

    /** Size of all packs of a repository together. */
    @WithDefault("100G")
    MemorySize maxRepository();

    /** Refs of a repository, in all its namespaces together. */
    @WithDefault("1000000")
    int maxRefs();

    /**
     * Severity of a fault in pushed objects where it differs from the default, by the message ids of git's {@code
     * receive.fsck.*}, for example {@code missingSpaceBeforeDate}.
     */
    Map<String, FsckRules.Severity> fsck();

    /**
     * Secret from which nonces of signed pushes ({@code git push --signed}) are derived, the same on every instance. By
     * default a random one that is kept in the database.
     */
    Optional<String> pushCertificateSeed();

    /** Time limit of one request. */
    @WithDefault("PT1H")
    Duration deadline();

    /** How long a client may send no bytes, or accept none. */
    @WithDefault("PT1M")
    Duration stall();

    /**
     * {@code have} lines that one fetch request considers. Further lines are ignored, which only makes the pack larger.
     */
    @WithDefault("100000")
    int maxHaves();

    /**
     * {@code want} lines of one request, and as many {@code shallow} lines. A request has at most {@code max-haves} + 2
     * × {@code max-wants} + 100,000 lines.
     */
    @WithDefault("300000")
    int maxWants();

    /**
     * Requests that are read, or that list refs, concurrently in one process; all but one of them for one team. Twice the
     * number of processors by default, at least 4.
     */
    OptionalInt concurrency();

    /**
     * Fetches and pushes that compute (negotiate, pack, check pushed objects) concurrently in one process. The number of
     * processors by default.
     */
    OptionalInt processors();

    /** Open fetches and pushes in one process; most of them wait for their clients. */
    @WithDefault("1000")
    int connections();

    /** Open fetches and pushes of one team. */
    @WithDefault("500")
    int connectionsPerTeam();

    /** Clones that are packed at the same time in one process. */
    @WithDefault("6")
    int clones();

    /** Clones of one team that are packed at the same time. */
    @WithDefault("5")
    int clonesPerTeam();

    /** Clones of one repository that are packed at the same time; clients that share a pack count once. */
    @WithDefault("4")
    int clonesPerRepository();

    /** Disk space for packs that several clients read. */
    @WithDefault("4G")
    MemorySize sharedPacks();

    /** How long a finished pack is kept for clients that request the same. */
    @WithDefault("PT1M")
    Duration sharedFor();

    /** How long a response may be silent while a pack is computed before an empty packet is sent. */
    @WithDefault("PT5S")
    Duration keepAlive();

    /** How long a fetch or push waits for a permit before it gets 503 with {@code Retry-After}. */
    @WithDefault("PT10S")
    Duration acquireTimeout();
}
