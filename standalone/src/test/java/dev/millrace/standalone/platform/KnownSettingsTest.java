package dev.millrace.standalone.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownSettingsTest {

    private final KnownSettings known = KnownSettings.load();

    @Test
    void findsTheNearestName() {
        assertThat(known.nearest("millrace.github.appid")).contains("millrace.github.app-id");
        assertThat(known.nearest("millrace.sync.worker")).contains("millrace.sync.workers");
        assertThat(known.nearest("something.else.altogether")).isEmpty();
    }

    @Test
    void takesAnyNameWhereTheServicesDo() {
        assertThat(known.isOpen("millrace.git-http.fsck.missing-email")).isTrue();
        assertThat(known.isOpen("millrace.gateway.oidc.groups.developers")).isTrue();
        assertThat(known.isOpen("millrace.gateway.oidc.groups.\"/acme/team.leads\""))
                .isTrue();
        assertThat(known.isOpen("millrace.gateway.oidc.groups.team.leads")).isFalse();
        assertThat(known.isOpen("millrace.gateway.oidc.providers.partner.client-id"))
                .isTrue();
        assertThat(known.isOpen("millrace.gateway.oidc.providers.partner.groups.\"/acme/team.leads\""))
                .isTrue();
        assertThat(known.isOpen("millrace.gateway.oidc.providers.partner.client"))
                .isFalse();
        assertThat(known.isOpen("millrace.gateway.oidc.providers.client-id")).isFalse();
        assertThat(known.isOpen("millrace.git.retention.pack")).isFalse();
        assertThat(known.isOpen("millrace.urls.ingest")).isFalse();
        assertThat(known.isInternal("millrace.urls.ingest")).isTrue();
    }
}
