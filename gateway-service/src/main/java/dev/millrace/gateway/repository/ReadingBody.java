package dev.millrace.gateway.repository;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who decides which repositories of a team a person reads, and what the forge decides.
 *
 * @param repositoryAccess {@code team} or {@code forge}
 * @param repositories those about which the forge decides; empty if the team does
 * @param next what to send as {@code after} to get the next page; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReadingBody(
        String repositoryAccess,
        List<RepositoryBody> repositories,
        @Nullable String next) {

    /**
     * A repository.
     *
     * @param forge host of the forge
     * @param id the forge's number, decimal string
     * @param name {@code owner/name} there
     * @param isPrivate whether it is shared there with some accounts only
     * @param checkedAt when the forge last stated who may read it, ISO 8601; absent if it did not yet
     * @param ageSeconds how long ago that is, 0 or more
     * @param countsUntil when that counts no longer, unless the forge states it again
     * @param problem why the forge did not state it when it was asked last
     * @param people members of the team
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RepositoryBody(
            String forge,
            String id,
            String name,
            @JsonProperty("private") boolean isPrivate,
            @Nullable Instant checkedAt,
            @Nullable Long ageSeconds,
            @Nullable Instant countsUntil,
            @Nullable String problem,
            List<PersonBody> people) {

        static RepositoryBody of(
                ShownRepository repository, List<ShownMember> members, Instant now, Duration staleAfter) {
            Optional<Instant> checkedAt = repository.checkedAt();
            return new RepositoryBody(
                    repository.instance(),
                    repository.id(),
                    repository.fullName(),
                    repository.isPrivate(),
                    checkedAt.orElse(null),
                    checkedAt
                            .map(at -> Math.max(0, Duration.between(at, now).toSeconds()))
                            .orElse(null),
                    checkedAt.map(at -> at.plus(staleAfter)).orElse(null),
                    repository.problem().orElse(null),
                    members.stream()
                            .map(member -> PersonBody.of(repository, member, now, staleAfter))
                            .toList());
        }
    }

    /**
     * What a member may do.
     *
     * @param user id of the user
     * @param name display name
     * @param access {@code owner} or {@code readable}; or why the member does not read it: {@code not_readable}, {@code
     *     no_account}, {@code outdated} or {@code not_checked}
     * @param accountId the linked account that decides; absent if none is linked at the forge
     * @param username its name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PersonBody(
            UUID user,
            String name,
            String access,
            @Nullable String accountId,
            @Nullable String username) {

        static PersonBody of(ShownRepository repository, ShownMember member, Instant now, Duration staleAfter) {
            Optional<ShownMember.Account> account = member.accountAt(repository.instance());
            return new PersonBody(
                    member.user(),
                    member.name(),
                    repository.of(member, now, staleAfter).name().toLowerCase(Locale.ROOT),
                    account.map(ShownMember.Account::id).orElse(null),
                    account.map(ShownMember.Account::login).orElse(null));
        }
    }
}
