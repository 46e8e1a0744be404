package dev.millrace.ingest.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.repository.RepositoryOutcome.Ambiguous;
import dev.millrace.ingest.repository.RepositoryOutcome.Found;
import dev.millrace.ingest.repository.RepositoryOutcome.Unknown;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FindRepositoryTest {

    private static final TeamRepository WIDGETS = new TeamRepository(new UUID(0, 1), "acme/widgets");
    private static final TeamRepository OTHER = new TeamRepository(new UUID(0, 2), "tools/widgets");
    private static final TeamRepository SHORT = new TeamRepository(new UUID(0, 3), "widgets");
    private static final TeamRepository UPPER = new TeamRepository(new UUID(0, 4), "Acme/Widgets");

    @Test
    void prefersTheWholeNameAndTheSameCase() {
        assertThat(FindRepository.choose("widgets", List.of(WIDGETS, OTHER, SHORT)))
                .isEqualTo(new Found(SHORT));
        assertThat(FindRepository.choose("acme/widgets", List.of(UPPER, WIDGETS)))
                .isEqualTo(new Found(WIDGETS));
        assertThat(FindRepository.choose("ACME/WIDGETS", List.of(WIDGETS))).isEqualTo(new Found(WIDGETS));
    }

    @Test
    void acceptsAShortNameOfOneRepositoryOnly() {
        assertThat(FindRepository.choose("widgets", List.of(WIDGETS))).isEqualTo(new Found(WIDGETS));
        assertThat(FindRepository.choose("widgets", List.of(WIDGETS, OTHER))).isEqualTo(new Ambiguous());
        assertThat(FindRepository.choose("ACME/WIDGETS", List.of(WIDGETS, UPPER)))
                .isEqualTo(new Ambiguous());
        assertThat(FindRepository.choose("widgets", List.of())).isEqualTo(new Unknown());
    }
}
