module.exports = grammar({ name: 'bicep', rules: { infrastructure: $ => repeat(/\S+/) } });
