package dev.millrace.insights.repository;

import dev.millrace.insights.ledger.LedgerAuthors;
import dev.millrace.insights.metric.Authors;
import jakarta.inject.Singleton;

/** The classification of authors by {@link InsightsConfig#agents}. */
@Singleton
final class ConfiguredAuthors implements LedgerAuthors {

    private final Authors authors;
    private final String version;

    ConfiguredAuthors(InsightsConfig config) {
        this.authors = new Authors(config.agents());
        this.version =
                Integer.toHexString(config.agents().stream().sorted().toList().hashCode());
    }

    @Override
    public Authors authors() {
        return authors;
    }

    @Override
    public String version() {
        return version;
    }
}
