package dev.millrace.gateway.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.kit.identity.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberTest {

    private final Member invited = Member.granted("acme", UUID.randomUUID(), Role.MEMBER, Instant.EPOCH);
    private final Member following = Member.byGroup("acme", UUID.randomUUID(), Role.MEMBER, Instant.EPOCH);

    @Test
    void hasTheHigherOneOfBothRoles() {
        assertThat(invited.withByGroup(Optional.of(Role.OWNER)).orElseThrow().role())
                .isEqualTo(Role.OWNER);
        assertThat(invited.withByGroup(Optional.of(Role.VIEWER)).orElseThrow().role())
                .isEqualTo(Role.MEMBER);
        assertThat(following.withGranted(Role.VIEWER).role()).isEqualTo(Role.MEMBER);
    }

    @Test
    void keepsWhatPeopleGaveWhenItsGroupsEnd() {
        Member both = invited.withByGroup(Optional.of(Role.OWNER)).orElseThrow();

        assertThat(both.withByGroup(Optional.empty())).contains(invited);
        assertThat(following.withByGroup(Optional.empty())).isEmpty();
    }
}
