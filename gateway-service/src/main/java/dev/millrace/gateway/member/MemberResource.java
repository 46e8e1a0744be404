package dev.millrace.gateway.member;

import dev.millrace.gateway.member.PersonBody.Account;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.CurrentCaller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** {@code /api/teams/{slug}/members} and {@code people}: read by the team, changed by its owners. */
@Path("/api/teams/{slug}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class MemberResource {

    private final Members members;
    private final People people;
    private final CurrentCaller current;

    MemberResource(Members members, People people, CurrentCaller current) {
        this.members = members;
        this.people = people;
        this.current = current;
    }

    /** The members with their accounts at forges. */
    @GET
    @Path("people")
    @RolesAllowed({Roles.VIEWER, Roles.ADMINISTRATOR})
    public List<PersonBody> people(@RestPath String slug) {
        return people.list(slug).orElseThrow(() -> noTeam(slug)).stream()
                .map(person -> new PersonBody(
                        person.user().id(),
                        person.user().name(),
                        person.member().role().wireName(),
                        person.member().joinedAt(),
                        person.accounts().stream()
                                .map(account -> new Account(account.instance(), account.accountId(), account.login()))
                                .toList()))
                .toList();
    }

    /** Changes the role of a member. */
    @PUT
    @Path("members/{userId}")
    @RolesAllowed({Roles.OWNER, Roles.ADMINISTRATOR})
    public MemberBody change(@RestPath String slug, @RestPath UUID userId, @Nullable RoleBody body) {
        return MemberBody.of(
                member(members.changeRole(current.load(), slug, userId, RoleName.read(body)), slug, userId));
    }

    /** Ends a membership; the access tokens that the user has for the team are revoked. */
    @DELETE
    @Path("members/{userId}")
    @RolesAllowed({Roles.OWNER, Roles.ADMINISTRATOR})
    public Response remove(@RestPath String slug, @RestPath UUID userId) {
        member(members.remove(current.load(), slug, userId), slug, userId);
        return Response.noContent().build();
    }

    /** Transfers the ownership: the caller becomes a maintainer. */
    @PUT
    @Path("owner")
    @RolesAllowed({Roles.OWNER, Roles.ADMINISTRATOR})
    public MemberBody transfer(@RestPath String slug, @Nullable NewOwnerBody body) {
        if (body == null || body.user() == null) {
            throw MillraceException.badRequest("the body must be JSON with a user");
        }
        return MemberBody.of(member(members.transfer(current.load(), slug, body.user()), slug, body.user()));
    }

    private static Member member(MemberOutcome outcome, String slug, UUID userId) {
        return switch (outcome) {
            case MemberOutcome.Changed(Member member) -> member;
            case MemberOutcome.NoTeam noTeam -> throw noTeam(slug);
            case MemberOutcome.NoMember noMember ->
                throw MillraceException.notFound("team '%s' has no member %s".formatted(slug, userId))
                        .withCode("member_missing");
            case MemberOutcome.ByGroup(Role role) ->
                throw MillraceException.conflict(
                                "%s is %s of team '%s' by a group at the identity provider, which has to change first"
                                        .formatted(userId, role.wireName(), slug))
                        .withCode("role_by_group");
            case MemberOutcome.LastOwner lastOwner ->
                throw MillraceException.conflict(
                                "%s is the only owner of team '%s', which has at least one".formatted(userId, slug))
                        .withCode("last_owner");
        };
    }

    private static MillraceException noTeam(String slug) {
        return MillraceException.notFound("there is no team '%s'".formatted(slug))
                .withCode("team_missing");
    }
}
