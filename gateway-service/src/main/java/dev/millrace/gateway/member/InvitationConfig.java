package dev.millrace.gateway.member;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Invitations to teams, {@code millrace.gateway.invitation.*}. */
@ConfigMapping(prefix = "millrace.gateway.invitation")
interface InvitationConfig {

    /** How long the link of an invitation can be used. */
    @WithDefault("7d")
    Duration lifetime();

    /** Invitations of one team that can still be used; a request for one more is rejected. */
    @WithDefault("200")
    int perTeam();
}
