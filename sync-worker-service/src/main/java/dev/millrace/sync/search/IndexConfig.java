package dev.millrace.sync.search;

import dev.millrace.git.search.SearchConfig;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The index of searches, {@code millrace.search.*}. */
@ConfigMapping(prefix = "millrace.search")
interface IndexConfig {

    /** Trigrams in memory while one repository is indexed, 8 bytes each. */
    int POSTINGS = 2_000_000;

    /** Repositories that one process indexes at the same time; 0 for none. */
    @WithDefault("1")
    int workers();

    /** A worker without a heartbeat for this long loses its lease; it renews three times as often. */
    @WithDefault("15S")
    Duration lease();

    /** Branches and tags of one repository that are indexed, 1 to 63: the default branch, and those that moved last. */
    @WithDefault("8")
    int refs();

    /** Largest file that is indexed, at most 2,000,000 bytes. */
    @WithDefault("1M")
    MemorySize largestFile();

    default SearchConfig toSearch() {
        return new SearchConfig(refs(), Math.toIntExact(largestFile().asLongValue()), POSTINGS);
    }
}
