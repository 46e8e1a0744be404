/** Tests of stored logins. */
package dev.millrace.githttp.credential;
