# Aliases.

aliases-text = Model names of your own that lead to models of your channels.
aliases-new = New alias
aliases-none = No aliases yet
aliases-none-text = Clients ask for an alias as for any model. Where it leads can be changed here at any time, without touching the clients: to another model, to several channels in order, or to a fallback when a request is too long.
aliases-search = Search aliases
aliases-not-found = No alias fits
aliases-not-found-text = Every word of the search must be in its name or in where it leads.

aliases-name = Alias
aliases-name-help = What clients ask for. It may be the name of a model: requests for that model then follow the alias.
aliases-strategy = Strategy
aliases-strategy-help = Which target comes first.
aliases-as-routing = As the routing settings say
aliases-as-routing-now = As the routing settings say ({ $strategy })
aliases-targets = Targets
aliases-targets-help = In order of preference. With the strategy Priority, a later one steps in when those before it cannot serve; other strategies choose among all.
aliases-actions = Actions
aliases-declared = File
aliases-declared-help = It stands in the configuration file, and can be changed there alone.
aliases-requests = Requests
aliases-dry-run = Dry run
aliases-of = { " " }of { $name }
aliases-edit = Edit
aliases-edit-of = Edit { $name }
aliases-delete = Delete
aliases-delete-of = Delete { $name }
aliases-tag = Tag { $tag }
aliases-tag-of = { $count ->
    [one] Tag { $tag } ({ $count } channel)
   *[other] Tag { $tag } ({ $count } channels)
}

aliases-new-title = New alias
aliases-edit-title = Alias { $name }
aliases-create = Create alias
aliases-save = Save
aliases-saved = Alias { $name } saved
aliases-at-once = It holds for the next request.
aliases-no-channels = There are no channels yet that it could lead to.
aliases-choose-place = Choose a channel or tag
aliases-place = Where target { $place } leads
aliases-model = Model there
aliases-model-of = Model of target { $place }
aliases-add-target = Add target
aliases-handle = Move target { $place } of { $count }
aliases-handle-help = Drag to order, or press the arrow keys
aliases-up = Move target { $place } of { $count } up
aliases-down = Move target { $place } of { $count } down
aliases-remove = Remove target { $place } of { $count }
aliases-moved = Moved to place { $place } of { $count }.

aliases-fallbacks = Fallbacks
aliases-fallbacks-help = Models that serve in its stead. Clients do not notice, and the request log tells which one served.
aliases-no-fallback = None
aliases-context-length = Request too long
aliases-context-length-help = Serves when a request does not fit the context of the model: choose one with a larger context.
aliases-unavailable = No target available
aliases-unavailable-help = Serves when no target can serve now.

aliases-delete-title = Delete alias { $name }?
aliases-delete-text = Clients that ask for it are told that there is no such model, unless a channel serves one of this name. Requests on their way go on.
aliases-deleted = Alias { $name } deleted
