package dev.millrace.gateway.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.repository.ShownMember.Account;
import dev.millrace.gateway.repository.ShownRepository.Access;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShownRepositoryTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration STALE_AFTER = Duration.ofHours(24);

    @Test
    void statesWhyAMemberReadsOrDoesNot() {
        ShownRepository widgets = repository(true, NOW, "77");

        assertThat(of(widgets, member(true))).isEqualTo(Access.OWNER);
        assertThat(of(widgets, member(false, account("github.com", "77")))).isEqualTo(Access.READABLE);
        assertThat(of(widgets, member(false, account("github.com", "78")))).isEqualTo(Access.NOT_READABLE);
        assertThat(of(widgets, member(false, account("ghe.example.org", "77")))).isEqualTo(Access.NO_ACCOUNT);
    }

    @Test
    void letsEveryAccountAtTheForgeReadWhatIsPublic() {
        ShownRepository site = repository(false, NOW);

        assertThat(of(site, member(false, account("github.com", "78")))).isEqualTo(Access.READABLE);
        assertThat(of(site, member(false))).isEqualTo(Access.NO_ACCOUNT);
    }

    @Test
    void doesNotCountWhatIsTooOldOrUnknown() {
        ShownMember mona = member(false, account("github.com", "77"));

        assertThat(of(repository(true, NOW.minus(STALE_AFTER).plusSeconds(1), "77"), mona))
                .isEqualTo(Access.READABLE);
        assertThat(of(repository(true, NOW.minus(STALE_AFTER), "77"), mona)).isEqualTo(Access.OUTDATED);
        assertThat(of(repository(true, null, "77"), mona)).isEqualTo(Access.NOT_CHECKED);
    }

    private static Access of(ShownRepository repository, ShownMember member) {
        return repository.of(member, NOW, STALE_AFTER);
    }

    private static ShownRepository repository(boolean isPrivate, Instant checkedAt, String... accounts) {
        return new ShownRepository(
                "github.com",
                "1",
                "acme/widgets",
                isPrivate,
                Optional.ofNullable(checkedAt),
                Optional.empty(),
                Set.of(accounts));
    }

    private static ShownMember member(boolean isOwner, Account... accounts) {
        return new ShownMember(UUID.randomUUID(), "Mona", isOwner, List.of(accounts));
    }

    private static Account account(String instance, String id) {
        return new Account(instance, id, "mona");
    }
}
