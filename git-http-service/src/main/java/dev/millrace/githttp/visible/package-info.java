/**
 * Public repositories of accounts that a team has connected and that the installation of the App does not cover: the team lists
 * them, and mirrors one or all of them without credentials, read-only. Nothing is mirrored by itself, since an account may have
 * thousands of public repositories that are not needed here. A mirror becomes an ordinary one when the repository is selected in
 * the installation, which the sync worker does.
 */
@NullMarked
package dev.millrace.githttp.visible;

import org.jspecify.annotations.NullMarked;
