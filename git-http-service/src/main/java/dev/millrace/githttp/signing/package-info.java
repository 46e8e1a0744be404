/**
 * Signs the commits that the API makes for teams that want it, with an SSH key of the platform, and lets teams download its public
 * part and choose. Table: {@code git.commit_key}.
 */
@NullMarked
package dev.millrace.githttp.signing;

import org.jspecify.annotations.NullMarked;
