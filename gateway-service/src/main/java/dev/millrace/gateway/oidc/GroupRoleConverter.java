package dev.millrace.gateway.oidc;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads a role of the settings; what is wrong with one is in the message of the start that fails. */
public final class GroupRoleConverter implements Converter<GroupRole> {

    private static final long serialVersionUID = 1L;

    @Override
    public GroupRole convert(String value) {
        return GroupRole.read(value);
    }
}
