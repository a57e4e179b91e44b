[(source_file) (watch) (let) (template)] @local.scope

(let name: (_) @local.definition.constant)
(parameter name: (_) @local.definition.parameter)
(model name: (_) @local.definition.type)
(monitor name: (_) @local.definition)
(channel name: (_) @local.definition)
(template name: (_) @local.definition.function)
(field name: (_) @local.definition.field)
(use name: (_) @local.definition.import)

(path . (identifier) @local.reference)
(route channel: (identifier) @local.reference)
