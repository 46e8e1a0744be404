package dev.millrace.gateway.member;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An invitation as the API shows it.
 *
 * @param id identifies it
 * @param team slug
 * @param role role that the new member will have
 * @param invitedBy name of who created it
 * @param createdAt ISO 8601
 * @param expiresAt ISO 8601
 * @param secret what {@code POST /api/invitations/accept} needs: only in the response to its creation
 * @param link address for the invited person: only in the response to its creation. The secret is its fragment, which
 *     browsers do not send
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InvitationBody(
        String id,
        String team,
        String role,
        String invitedBy,
        Instant createdAt,
        Instant expiresAt,
        @Nullable String secret,
        @Nullable String link) {

    static InvitationBody of(Invitation invitation) {
        return of(invitation, null, null);
    }

    static InvitationBody of(Invitation invitation, @Nullable String secret, @Nullable String link) {
        return new InvitationBody(
                invitation.id(),
                invitation.team(),
                invitation.role().wireName(),
                invitation.invitedBy(),
                invitation.createdAt(),
                invitation.expiresAt(),
                secret,
                link);
    }

    @Override
    public String toString() {
        return "InvitationBody[" + id + "]";
    }
}
