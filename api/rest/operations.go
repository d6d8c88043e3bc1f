package rest

import (
	"net/http"

	"github.com/gatehouse-dev/gatehouse/api/web"
	"github.com/gatehouse-dev/gatehouse/internal/domain"
)

const (
	v1 = "/api/v1"
	ws = v1 + "/workspaces/{workspace_id}"
)

// Operations is the whole API on one screen: id, method, path, permission, handler. A route that is not here does not exist.
func (h *Handler) Operations() []web.Operation { //nolint:funlen // a list, and all of it in one place
	return []web.Operation{
		web.Public("getSetup", http.MethodGet, v1+"/setup", h.getSetup),
		web.Public("createSetup", http.MethodPost, v1+"/setup", h.createSetup).Hashing().Limited(web.LimitSignIn).WithCookie(),

		web.Public("createSession", http.MethodPost, v1+"/auth/sessions", h.createSession).Hashing().Limited(web.LimitSignIn).WithCookie(),
		web.Public("refreshSession", http.MethodPost, v1+"/auth/sessions/refresh", h.refreshSession).Vital().WithCookie(),
		web.Public("deleteSession", http.MethodDelete, v1+"/auth/sessions/current", h.deleteSession).Vital().WithCookie(),
		web.Public("askPasswordReset", http.MethodPost, v1+"/auth/password-resets", h.askPasswordReset).Limited(web.LimitMail),
		web.Public("confirmPasswordReset", http.MethodPost, v1+"/auth/password-resets/confirm", h.confirmPasswordReset).Hashing().Limited(web.LimitSignIn),
		web.Public("getPending", http.MethodGet, v1+"/auth/pending", h.getPending).Vital(),
		web.Public("withdrawPending", http.MethodDelete, v1+"/auth/pending", h.withdrawPending).Vital(),
		web.Public("remindPending", http.MethodPost, v1+"/auth/pending/remind", h.remindPending).Limited(web.LimitMail),
		web.Public("exchangePending", http.MethodPost, v1+"/auth/pending/exchange", h.exchangePending).Vital().Limited(web.LimitSignIn).WithCookie(),

		web.Public("lookupInvitation", http.MethodPost, v1+"/invitations/lookup", h.lookupInvitation).Asking().Limited(web.LimitLinks),
		web.Public("acceptInvitation", http.MethodPost, v1+"/invitations/accept", h.acceptInvitation).Hashing().Limited(web.LimitLinks).WithCookie(),
		web.Public("declineInvitation", http.MethodPost, v1+"/invitations/decline", h.declineInvitation).Limited(web.LimitLinks),
		web.Public("requestNewInvitation", http.MethodPost, v1+"/invitations/request-new", h.requestNewInvitation).Limited(web.LimitMail),

		web.Public("getJoinPage", http.MethodGet, v1+"/join/{slug}", h.getJoinPage),
		web.Public("askToJoin", http.MethodPost, v1+"/workspaces/{slug}/access-requests", h.askToJoin).Limited(web.LimitMail),
		web.Public("lookupAccessRequest", http.MethodPost, v1+"/access-requests/lookup", h.lookupAccessRequest).Asking().Limited(web.LimitLinks),
		web.Public("confirmAccessRequest", http.MethodPost, v1+"/access-requests/confirm", h.confirmAccessRequest).Hashing().Limited(web.LimitLinks),

		web.SignedIn("getMe", http.MethodGet, v1+"/me", h.getMe),
		web.SignedIn("updateMe", http.MethodPatch, v1+"/me", h.updateMe),
		web.SignedIn("deleteMe", http.MethodDelete, v1+"/me", h.deleteMe).Hashing(),
		web.SignedIn("changePassword", http.MethodPost, v1+"/me/password", h.changePassword).Hashing(),
		web.SignedIn("reauthenticate", http.MethodPost, v1+"/me/reauthenticate", h.reauthenticate).Hashing(),
		web.SignedIn("askEmailChange", http.MethodPost, v1+"/me/email", h.askEmailChange).Hashing(),
		web.SignedIn("takeBackEmailChange", http.MethodDelete, v1+"/me/email", h.takeBackEmailChange),
		web.Public("confirmEmailChange", http.MethodPost, v1+"/me/email/confirm", h.confirmEmailChange).Limited(web.LimitLinks),
		web.Public("cancelEmailChange", http.MethodPost, v1+"/me/email/cancel", h.cancelEmailChange).Limited(web.LimitLinks),
		web.SignedIn("listMySessions", http.MethodGet, v1+"/me/sessions", h.listMySessions),
		web.SignedIn("endMySession", http.MethodDelete, v1+"/me/sessions/{session_id}", h.endMySession),
		web.SignedIn("endMySessions", http.MethodDelete, v1+"/me/sessions", h.endMySessions),
		web.SignedIn("createWorkspace", http.MethodPost, v1+"/workspaces", h.createWorkspace),
		web.SignedIn("listWorkspaces", http.MethodGet, v1+"/workspaces", h.listWorkspaces),
		web.InWorkspace("getWorkspace", http.MethodGet, ws, "", h.getWorkspace),
		web.InWorkspace("updateWorkspace", http.MethodPatch, ws, domain.WorkspaceUpdate, h.updateWorkspace),
		web.InWorkspace("deleteWorkspace", http.MethodDelete, ws, domain.WorkspaceDelete, h.deleteWorkspace).Patient().ForPeople(),
		web.InWorkspace("previewWorkspace", http.MethodPost, ws+"/preview", domain.WorkspaceUpdate, h.previewWorkspace).Asking(),

		web.InWorkspace("listUsers", http.MethodGet, ws+"/users", domain.UsersRead, h.listUsers),
		web.InWorkspace("getUserSummary", http.MethodGet, ws+"/users/summary", "", h.getUserSummary),
		web.InWorkspace("exportUsers", http.MethodGet, ws+"/users/export", domain.UsersRead, h.exportUsers).Streaming().Limited(web.LimitExport),
		web.InWorkspace("updateUsers", http.MethodPost, ws+"/users/bulk/update", domain.UsersUpdate, h.updateUsers).Limited(web.LimitBulk),
		web.InWorkspace("suspendUsers", http.MethodPost, ws+"/users/bulk/suspend", domain.UsersSuspend, h.suspendUsers).Limited(web.LimitBulk),
		web.InWorkspace("reactivateUsers", http.MethodPost, ws+"/users/bulk/reactivate", domain.UsersSuspend, h.reactivateUsers).Limited(web.LimitBulk),
		web.InWorkspace("removeUsers", http.MethodPost, ws+"/users/bulk/remove", domain.UsersRemove, h.removeUsers).Limited(web.LimitBulk),
		web.InWorkspace("getUser", http.MethodGet, ws+"/users/{user_id}", domain.UsersRead, h.getUser).OrOwn(),
		web.InWorkspace("updateUser", http.MethodPatch, ws+"/users/{user_id}", domain.UsersUpdate, h.updateUser),
		web.InWorkspace("removeUser", http.MethodDelete, ws+"/users/{user_id}", domain.UsersRemove, h.removeUser),
		web.InWorkspace("suspendUser", http.MethodPost, ws+"/users/{user_id}/suspend", domain.UsersSuspend, h.suspendUser),
		web.InWorkspace("reactivateUser", http.MethodPost, ws+"/users/{user_id}/reactivate", domain.UsersSuspend, h.reactivateUser),
		web.InWorkspace("endUserSessions", http.MethodPost, ws+"/users/{user_id}/end-sessions", domain.UsersSuspend, h.endUserSessions),
		web.InWorkspace("leaveWorkspace", http.MethodPost, ws+"/users/{user_id}/leave", "", h.leaveWorkspace).ForPeople(),

		web.InWorkspace("listInvitations", http.MethodGet, ws+"/invitations", domain.UsersInvite, h.listInvitations),
		web.InWorkspace("createInvitation", http.MethodPost, ws+"/invitations", domain.UsersInvite, h.createInvitation).Limited(web.LimitInvite),
		web.InWorkspace("resendInvitations", http.MethodPost, ws+"/invitations/bulk/resend", domain.UsersInvite, h.resendInvitations).Limited(web.LimitBulk),
		web.InWorkspace("revokeInvitations", http.MethodPost, ws+"/invitations/bulk/revoke", domain.UsersInvite, h.revokeInvitations).Limited(web.LimitBulk),
		web.InWorkspace("getInvitation", http.MethodGet, ws+"/invitations/{invitation_id}", domain.UsersInvite, h.getInvitation),
		web.InWorkspace("resendInvitation", http.MethodPost, ws+"/invitations/{invitation_id}/resend", domain.UsersInvite, h.resendInvitation).Limited(web.LimitInvite),
		web.InWorkspace("revokeInvitation", http.MethodPost, ws+"/invitations/{invitation_id}/revoke", domain.UsersInvite, h.revokeInvitation),

		web.InWorkspace("listImports", http.MethodGet, ws+"/imports", domain.UsersInvite, h.listImports).AcrossWorkspace(),
		web.InWorkspace("createImport", http.MethodPost, ws+"/imports", domain.UsersInvite, h.createImport).AcrossWorkspace().
			Uploading("text/csv", domain.MaxImportBytes).Limited(web.LimitExport),
		web.InWorkspace("getImportSample", http.MethodGet, ws+"/imports/sample", domain.UsersInvite, h.getImportSample).AcrossWorkspace(),
		web.InWorkspace("getImport", http.MethodGet, ws+"/imports/{import_id}", domain.UsersInvite, h.getImport).AcrossWorkspace(),
		web.InWorkspace("updateImport", http.MethodPatch, ws+"/imports/{import_id}", domain.UsersInvite, h.updateImport).AcrossWorkspace(),
		web.InWorkspace("startImport", http.MethodPost, ws+"/imports/{import_id}/start", domain.UsersInvite, h.startImport).AcrossWorkspace(),
		web.InWorkspace("cancelImport", http.MethodPost, ws+"/imports/{import_id}/cancel", domain.UsersInvite, h.cancelImport).AcrossWorkspace(),
		web.InWorkspace("revokeImport", http.MethodPost, ws+"/imports/{import_id}/revoke", domain.UsersInvite, h.revokeImport).AcrossWorkspace(),
		web.InWorkspace("listImportRows", http.MethodGet, ws+"/imports/{import_id}/rows", domain.UsersInvite, h.listImportRows).AcrossWorkspace(),
		web.InWorkspace("exportImportRows", http.MethodGet, ws+"/imports/{import_id}/rows/export", domain.UsersInvite, h.exportImportRows).AcrossWorkspace().
			Streaming().Limited(web.LimitExport),
		web.InWorkspace("updateImportRow", http.MethodPatch, ws+"/imports/{import_id}/rows/{number}", domain.UsersInvite, h.updateImportRow).AcrossWorkspace(),

		web.InWorkspace("listApprovals", http.MethodGet, ws+"/approvals", domain.ApprovalsRead, h.listApprovals).Vital(),
		web.InWorkspace("decideApprovals", http.MethodPost, ws+"/approvals/decide", domain.ApprovalsDecide, h.decideApprovals).Vital(),
		web.InWorkspace("getApproval", http.MethodGet, ws+"/approvals/{approval_id}", domain.ApprovalsRead, h.getApproval).Vital(),
		web.InWorkspace("approveApproval", http.MethodPost, ws+"/approvals/{approval_id}/approve", domain.ApprovalsDecide, h.approveApproval).Vital(),
		web.InWorkspace("rejectApproval", http.MethodPost, ws+"/approvals/{approval_id}/reject", domain.ApprovalsDecide, h.rejectApproval).Vital(),

		web.InWorkspace("listRoles", http.MethodGet, ws+"/roles", domain.RolesRead, h.listRoles),
		web.InWorkspace("createRole", http.MethodPost, ws+"/roles", domain.RolesWrite, h.createRole),
		web.InWorkspace("getRole", http.MethodGet, ws+"/roles/{role_id}", domain.RolesRead, h.getRole),
		web.InWorkspace("updateRole", http.MethodPatch, ws+"/roles/{role_id}", domain.RolesWrite, h.updateRole),
		web.InWorkspace("deleteRole", http.MethodDelete, ws+"/roles/{role_id}", domain.RolesWrite, h.deleteRole),
		web.InWorkspace("previewRole", http.MethodPost, ws+"/roles/{role_id}/preview", domain.RolesRead, h.previewRole).Asking(),
		web.InWorkspace("listPermissions", http.MethodGet, ws+"/permissions", domain.RolesRead, h.listPermissions),
		web.InWorkspace("putPermission", http.MethodPut, ws+"/permissions/{permission}", domain.RolesWrite, h.putPermission),
		web.InWorkspace("deletePermission", http.MethodDelete, ws+"/permissions/{permission}", domain.RolesWrite, h.deletePermission),
		web.InWorkspace("getAccess", http.MethodGet, ws+"/users/{user_id}/access", domain.UsersRead, h.getAccess).OrOwn(),

		web.InWorkspace("check", http.MethodPost, ws+"/check", domain.UsersRead, h.check).Asking(),
		web.InWorkspace("checkMany", http.MethodPost, ws+"/check/batch", domain.UsersRead, h.checkMany).Asking(),

		web.InWorkspace("createIdentityToken", http.MethodPost, ws+"/identity-token", "", h.createIdentityToken).ForPeople(),
		web.Public("getKeySet", http.MethodGet, "/.well-known/jwks.json", h.getKeySet),

		web.InWorkspace("listAPIKeys", http.MethodGet, ws+"/api-keys", domain.APIKeysManage, h.listAPIKeys),
		web.InWorkspace("createAPIKey", http.MethodPost, ws+"/api-keys", domain.APIKeysManage, h.createAPIKey),
		web.InWorkspace("getAPIKey", http.MethodGet, ws+"/api-keys/{key_id}", domain.APIKeysManage, h.getAPIKey),
		web.InWorkspace("updateAPIKey", http.MethodPatch, ws+"/api-keys/{key_id}", domain.APIKeysManage, h.updateAPIKey),
		web.InWorkspace("deleteAPIKey", http.MethodDelete, ws+"/api-keys/{key_id}", domain.APIKeysManage, h.deleteAPIKey),
		web.InWorkspace("rotateAPIKey", http.MethodPost, ws+"/api-keys/{key_id}/rotate", domain.APIKeysManage, h.rotateAPIKey),

		web.InWorkspace("listWebhooks", http.MethodGet, ws+"/webhooks", domain.WebhooksManage, h.listWebhooks).AcrossWorkspace(),
		web.InWorkspace("createWebhook", http.MethodPost, ws+"/webhooks", domain.WebhooksManage, h.createWebhook).AcrossWorkspace(),
		web.InWorkspace("listWebhookEvents", http.MethodGet, ws+"/webhooks/event-types", domain.WebhooksManage, h.listWebhookEvents).AcrossWorkspace(),
		web.InWorkspace("getWebhook", http.MethodGet, ws+"/webhooks/{webhook_id}", domain.WebhooksManage, h.getWebhook).AcrossWorkspace(),
		web.InWorkspace("updateWebhook", http.MethodPatch, ws+"/webhooks/{webhook_id}", domain.WebhooksManage, h.updateWebhook).AcrossWorkspace(),
		web.InWorkspace("deleteWebhook", http.MethodDelete, ws+"/webhooks/{webhook_id}", domain.WebhooksManage, h.deleteWebhook).AcrossWorkspace(),
		web.InWorkspace("testWebhook", http.MethodPost, ws+"/webhooks/{webhook_id}/test", domain.WebhooksManage, h.testWebhook).AcrossWorkspace().
			Limited(web.LimitBulk),
		web.InWorkspace("rotateWebhookSecret", http.MethodPost, ws+"/webhooks/{webhook_id}/rotate-secret", domain.WebhooksManage, h.rotateWebhookSecret).
			AcrossWorkspace(),
		web.InWorkspace("listWebhookDeliveries", http.MethodGet, ws+"/webhooks/{webhook_id}/deliveries", domain.WebhooksManage, h.listWebhookDeliveries).
			AcrossWorkspace(),
		web.InWorkspace("getWebhookDelivery", http.MethodGet, ws+"/webhooks/{webhook_id}/deliveries/{delivery_id}", domain.WebhooksManage, h.getWebhookDelivery).
			AcrossWorkspace(),
		web.InWorkspace("redeliverWebhook", http.MethodPost, ws+"/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", domain.WebhooksManage, h.redeliverWebhook).
			AcrossWorkspace().Limited(web.LimitBulk),

		web.InWorkspace("listLocations", http.MethodGet, ws+"/locations", domain.LocationsRead, h.listLocations),
		web.InWorkspace("createLocation", http.MethodPost, ws+"/locations", domain.LocationsWrite, h.createLocation),
		web.InWorkspace("getLocation", http.MethodGet, ws+"/locations/{location_id}", domain.LocationsRead, h.getLocation),
		web.InWorkspace("updateLocation", http.MethodPatch, ws+"/locations/{location_id}", domain.LocationsWrite, h.updateLocation),
		web.InWorkspace("deleteLocation", http.MethodDelete, ws+"/locations/{location_id}", domain.LocationsWrite, h.deleteLocation),

		web.InWorkspace("listAuditEvents", http.MethodGet, ws+"/audit-events", domain.AuditRead, h.listAuditEvents),
		web.InWorkspace("exportAuditEvents", http.MethodGet, ws+"/audit-events/export", domain.AuditRead, h.exportAuditEvents).Streaming(),
		web.InWorkspace("readEventFeed", http.MethodGet, ws+"/event-feed", domain.AuditRead, h.readEventFeed).AcrossWorkspace(),
		web.InWorkspace("streamEvents", http.MethodGet, ws+"/events", "", h.streamEvents).Streaming(),

		web.Public("getHealth", http.MethodGet, "/healthz", h.getHealth).Light().Unlimited(),
		web.Public("getReadiness", http.MethodGet, "/readyz", h.getReadiness).Light().Unlimited(),
		web.Public("getMetrics", http.MethodGet, "/metrics", h.getMetrics).Light().Unlimited(),
		web.Public("getDocument", http.MethodGet, "/api/openapi.json", h.getDocument).Light(),
		web.Public("getDocs", http.MethodGet, "/api/docs", h.getDocs).Light(),
		web.Public("getProblemCodes", http.MethodGet, web.ProblemPage, h.getProblemCodes).Light(),
		web.Public("getDocsAsset", http.MethodGet, "/api/docs/{file}", h.getDocsAsset).Light(),
	}
}
