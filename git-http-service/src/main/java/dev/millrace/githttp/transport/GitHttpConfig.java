package dev.millrace.githttp.transport;

import dev.millrace.git.FsckRules;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Limits of the Git transport, {@code millrace.git-http.*}. */
@ConfigMapping(prefix = "millrace.git-http")
public interface GitHttpConfig {

    /** Largest request of a fetch, decompressed: about 50 bytes for each ref wanted and each commit had. */
    @WithDefault("16M")
    MemorySize maxFetchRequest();

    /**
     * What all requests of fetches of more than 64 KiB may take together, half of it for one team: their bytes, and 64 more
     * for each line.
     */
    @WithDefault("96M")
    MemorySize fetchRequestMemory();

    /** Largest pack of a push. */
    @WithDefault("4G")
    MemorySize maxPack();

    /** Largest object of a push, inflated; never more than 2 GiB less 8 bytes, whatever is set. */
    @WithDefault("1G")
    MemorySize maxObject();

    /** Largest list of refs to move in a push. */
    @WithDefault("3M")
    MemorySize maxCommands();

    /** How many refs a push may move. */
    @WithDefault("20000")
    int maxRefsPerPush();

    /** What all packs of a repository may hold together. */
    @WithDefault("100G")
    MemorySize maxRepository();

    /** How many refs a repository may have, in all its namespaces together. */
    @WithDefault("1000000")
    int maxRefs();

    /**
     * What is done about faults of pushed objects, where it differs from the default: {@code error}, {@code warn} or
     * {@code ignore} by the message ids of git's {@code receive.fsck.*}, for example {@code missingSpaceBeforeDate}.
     */
    Map<String, FsckRules.Severity> fsck();

    /**
     * Secret that the nonces of signed pushes ({@code git push --signed}) are made from, the same on every instance; by
     * default a random one that the database keeps.
     */
    Optional<String> pushCertificateSeed();

    /** How long one request may take, whatever it does. */
    @WithDefault("PT1H")
    Duration deadline();

    /** How long a client may leave us waiting for its next bytes, or not take ours. */
    @WithDefault("PT1M")
    Duration stall();

    /**
     * How many commits that a client has are considered in one request of a fetch; the rest is ignored, which only makes
     * the pack larger.
     */
    @WithDefault("100000")
    int maxHaves();

    /** How many objects one request of a fetch may want, and at how many commits its history may be cut. */
    @WithDefault("300000")
    int maxWants();

    /**
     * How many fetches and pushes read their request or list refs at once in this process, at most all but one of them for
     * one team; the others wait. Twice the processors if it is not set, and at least 4.
     */
    OptionalInt concurrency();

    /**
     * How many fetches and pushes compute at once in this process (negotiate, pack, check what was pushed); the others wait.
     * The processors of the machine if it is not set.
     */
    OptionalInt processors();

    /** How many fetches and pushes may be open in this process, most of them waiting for their clients. */
    @WithDefault("1000")
    int connections();

    /** How many of them for one team. */
    @WithDefault("500")
    int connectionsPerTeam();

    /** How many clones are packed at once in this process. */
    @WithDefault("6")
    int clones();

    /** How many of them for one team. */
    @WithDefault("5")
    int clonesPerTeam();

    /** How many of them of one repository; clients that ask for the same count once. */
    @WithDefault("4")
    int clonesPerRepository();

    /** Disk for packs that several clients read. */
    @WithDefault("4G")
    MemorySize sharedPacks();

    /** How long a finished pack is kept for those who ask for the same. */
    @WithDefault("PT1M")
    Duration sharedFor();

    /** How long an answer may be silent while a pack is made; then an empty packet is sent. */
    @WithDefault("PT5S")
    Duration keepAlive();

    /** How long a fetch or push waits for its turn before it is sent away with 503. */
    @WithDefault("PT10S")
    Duration patience();
}
