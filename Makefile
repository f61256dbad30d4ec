# The same verbs as the npm scripts, for those who type make. STAGE names a stage: make deploy STAGE=dev
.PHONY: install start test check fix openapi diagram synth dev deploy remove

install: ; npm ci
start: ; npm start
test: ; npm test
check: ; npm run check
fix: ; npm run fix
openapi: ; npm run openapi
diagram: ; npm run diagram
synth: ; npm run synth -- --stage $(STAGE)
dev: ; npm run dev -- --stage $(STAGE)
deploy: ; npm run deploy -- --stage $(STAGE)
remove: ; npm run remove -- --stage $(STAGE)
