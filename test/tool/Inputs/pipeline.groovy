// Reads a declarative pipeline with the language that Jenkins reads it with (Groovy 2.4), and prints as JSON what it would
// do: [{stage, sh: [commands], always: {junit: [files]}}]. A word that Jenkins does not know at its place is an error.
def within(Closure body, Map words) {
  body.delegate = new Expando(words)
  body.resolveStrategy = Closure.DELEGATE_ONLY
  body()
}

def stages = []
def agent = null
def stage = { String name, Closure body ->
  def done = [stage: name, sh: [], always: [junit: []]]
  within(body, [
    steps: { within(it, [sh: { String command -> done.sh << command }]) },
    post: { within(it, [always: { within(it, [junit: { String files -> done.always.junit << files }]) }]) }])
  stages << done
}
def pipeline = { within(it, [any: 'any', agent: { agent = it }, stages: { within(it, [stage: stage]) }]) }
new GroovyShell(new Binding(pipeline: pipeline)).evaluate(new File(args[0]))
assert agent == 'any' && stages && stages.every { it.sh }
println groovy.json.JsonOutput.toJson(stages)
