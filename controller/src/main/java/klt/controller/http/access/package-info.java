/** Who may do what: users, roles, sessions and the audit trail. */
@NullMarked
package klt.controller.http.access;

import org.jspecify.annotations.NullMarked;
