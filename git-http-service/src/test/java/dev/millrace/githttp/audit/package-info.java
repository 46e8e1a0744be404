/** Tests of the audit over HTTP. */
package dev.millrace.githttp.audit;
