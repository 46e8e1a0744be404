/** Tests of what repositories follow and of the logins for it. */
package dev.millrace.git.upstream;
