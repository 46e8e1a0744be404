package dev.millrace.gateway.dashboard.member;

import static dev.millrace.gateway.dashboard.frame.JsonFields.instant;
import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An invitation that can still be accepted.
 *
 * @param id identifies it
 * @param role of the new member
 * @param invitedBy name of who created it
 * @param expiresAt until when
 */
record InvitationView(String id, String role, String invitedBy, Optional<Instant> expiresAt) {

    static List<InvitationView> of(JsonNode invitations) {
        List<InvitationView> views = new ArrayList<>();
        for (JsonNode each : invitations) {
            views.add(new InvitationView(
                    text(each, "id"), text(each, "role"), text(each, "invitedBy"), instant(each, "expiresAt")));
        }
        return views;
    }
}
