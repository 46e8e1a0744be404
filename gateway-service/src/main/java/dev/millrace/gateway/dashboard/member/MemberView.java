package dev.millrace.gateway.dashboard.member;

import static dev.millrace.gateway.dashboard.frame.JsonFields.instant;
import static dev.millrace.gateway.dashboard.frame.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A member of the team.
 *
 * @param user id of the user
 * @param name display name
 * @param role role in the team
 * @param joinedAt since when
 * @param self whether it is the person who looks at the page
 */
record MemberView(String user, String name, String role, Optional<Instant> joinedAt, boolean self) {

    /** @param self id of the person who looks at the page; empty text if it is no person */
    static List<MemberView> of(JsonNode people, String self) {
        List<MemberView> members = new ArrayList<>();
        for (JsonNode person : people) {
            String user = text(person, "user");
            members.add(new MemberView(
                    user, text(person, "name"), text(person, "role"), instant(person, "joinedAt"), user.equals(self)));
        }
        return members;
    }
}
